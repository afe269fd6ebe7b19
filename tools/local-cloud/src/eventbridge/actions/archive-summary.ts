import { busArn } from '../../account';
import type { Archive } from '../archive/archive';
import { seconds } from './invalid';

/** Every archive takes events as soon as it is there. */
export const ARCHIVE_STATE = 'ENABLED';

/** An archive as ListArchives shows it. */
export async function archiveSummary(archive: Archive): Promise<object> {
  const { name, bus, retentionDays } = archive.settings;
  const { events, bytes, since } = await archive.size();
  return {
    ArchiveName: name,
    EventSourceArn: busArn(bus),
    State: ARCHIVE_STATE,
    RetentionDays: retentionDays,
    SizeBytes: bytes,
    EventCount: events,
    CreationTime: seconds(since),
  };
}
