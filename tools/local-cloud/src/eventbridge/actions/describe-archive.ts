import { archiveArn, busArn } from '../../account';
import { AwsError } from '../../aws-error';
import type { EventBridge } from '../event-bridge';
import { nameFrom, seconds } from './invalid';

/**
 * DescribeArchive.
 *
 * @throws AwsError ResourceNotFoundException
 */
export async function describeArchive(bridge: EventBridge, { ArchiveName }: { ArchiveName?: string }): Promise<object> {
  const name = nameFrom('archiveName', ArchiveName);
  const archive = bridge.archives.get(name);
  if (!archive) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
  const { bus, description, pattern, retentionDays } = archive.settings;
  const { events, bytes, since } = await archive.size();
  return {
    ArchiveName: name,
    ArchiveArn: archiveArn(name),
    EventSourceArn: busArn(bus),
    State: 'ENABLED',
    RetentionDays: retentionDays,
    SizeBytes: bytes,
    EventCount: events,
    CreationTime: seconds(since),
    ...(description === undefined ? {} : { Description: description }),
    ...(pattern ? { EventPattern: JSON.stringify(pattern) } : {}),
  };
}
