import { archiveArn } from '../../account';
import { AwsError } from '../../aws-error';
import type { EventBridge } from '../event-bridge';
import { archiveSummary } from './archive-summary';
import { nameFrom } from './invalid';

/** DescribeArchive. Throws `ResourceNotFoundException`. */
export async function describeArchive(bridge: EventBridge, { ArchiveName }: { ArchiveName?: string }): Promise<object> {
  const name = nameFrom('archiveName', ArchiveName);
  const archive = bridge.archives.get(name);
  if (!archive) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
  const { description, pattern } = archive.settings;
  return {
    ...(await archiveSummary(archive)),
    ArchiveArn: archiveArn(name),
    ...(description === undefined ? {} : { Description: description }),
    ...(pattern ? { EventPattern: JSON.stringify(pattern) } : {}),
  };
}
