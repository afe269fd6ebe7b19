import { busArn } from '../../account';
import type { EventBridge } from '../event-bridge';
import { ARCHIVE_STATE, archiveSummary } from './archive-summary';
import { type ListInput, pageOf } from './listing';

const STATES = ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'];

/** ListArchives. Throws `ValidationException`, and `ResourceNotFoundException` for a bus that does not exist. */
export async function listArchives(bridge: EventBridge, input: ListInput): Promise<object> {
  if (input.EventSourceArn !== undefined) bridge.busOf(input.EventSourceArn);
  const items = bridge.archives.all().map((archive) => ({
    archive,
    name: archive.settings.name,
    eventSourceArn: busArn(archive.settings.bus),
    state: ARCHIVE_STATE,
  }));
  const { page, ...more } = pageOf('ListArchives', items, input, STATES);
  return { Archives: await Promise.all(page.map(({ archive }) => archiveSummary(archive))), ...more };
}
