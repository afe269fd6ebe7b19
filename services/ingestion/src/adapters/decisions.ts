import { CustomerFileReceived, CustomerFileRefused, restore } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';

/** The event that says whether a file can be read. */
export type Decision = CustomerFileReceived | CustomerFileRefused;

/** Stored objects have this prefix already, so it keeps its old name. */
const PREFIX = 'announcements/';

/**
 * Stores the decision about a file, unless an earlier delivery of the same upload has stored one. By the second
 * delivery the object may be deleted or the settings may be changed; the first decision stays.
 *
 * @returns the decision that was stored first: this one, or the earlier one
 */
export async function firstDecision(
  store: Pick<ObjectStore, 'putIfAbsent' | 'get'>,
  decision: Decision,
): Promise<Decision> {
  const { bucket } = decision.object;
  const key = keyOf(decision.fileId);
  const kind = decision instanceof CustomerFileRefused ? 'refused' : 'received';
  const body = JSON.stringify({ [kind]: decision });
  const isFirst = await store.putIfAbsent(bucket, key, body, { contentType: 'application/json' });
  if (isFirst) return decision;
  const earlier = await store.get(bucket, key);
  return decisionOf(earlier!.body.toString('utf8'));
}

/** Whether a decision about a file is stored. */
export async function wasDecided(store: Pick<ObjectStore, 'get'>, bucket: string, fileId: string): Promise<boolean> {
  return (await store.get(bucket, keyOf(fileId))) !== null;
}

/** Whether the decision about a file is stored, and is that it was received. */
export async function wasReceived(store: Pick<ObjectStore, 'get'>, bucket: string, fileId: string): Promise<boolean> {
  const stored = await store.get(bucket, keyOf(fileId));
  return stored !== null && decisionOf(stored.body.toString('utf8')) instanceof CustomerFileReceived;
}

const keyOf = (fileId: string): string => `${PREFIX}${fileId}.json`;

function decisionOf(json: string): Decision {
  const { received, refused } = JSON.parse(json) as { received?: object; refused?: object };
  return received ? restore(CustomerFileReceived, received) : restore(CustomerFileRefused, refused!);
}
