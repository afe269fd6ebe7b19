import { AwsError } from '../../aws-error';
import type { EventBridge } from '../event-bridge';
import { constraint } from './invalid';
import { type Answer, type Entry, putEntry, sizeOf } from './put-entry';

const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/**
 * PutEvents: processes each entry independently, and answers the results in the same order.
 *
 * @throws AwsError ValidationException if the call as a whole exceeds a limit
 */
export async function putEvents(
  bridge: EventBridge,
  { Entries = [] }: { Entries?: Entry[] },
  now: Date,
): Promise<{ FailedEntryCount: number; Entries: Answer[] }> {
  if (Entries.length < 1) throw constraint('entries', "'[]'", 'have length greater than or equal to 1');
  if (Entries.length > MAX_ENTRIES)
    throw constraint('entries', `'[${Entries.length} entries]'`, `have length less than or equal to ${MAX_ENTRIES}`);
  if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const answers = await Promise.all(Entries.map((entry) => putEntry(bridge, entry, now)));
  return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
}
