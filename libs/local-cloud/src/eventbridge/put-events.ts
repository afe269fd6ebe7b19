import { randomUUID } from 'node:crypto';
import { ACCOUNT, nameOf, REGION } from '../account';
import { AwsError } from '../aws-error';
import type { EventEnvelope } from '../happenings';
import type { EventBridge } from './event-bridge';

interface Entry {
  EventBusName?: string;
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  Time?: number;
}

type Answer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

const refused = (ErrorCode: string, ErrorMessage: string): Answer => ({ ErrorCode, ErrorMessage });

function detailOf(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? (detail as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function putEntry(bridge: EventBridge, { EventBusName = 'default', Source, DetailType, Detail, Resources = [], Time }: Entry, now: Date): Promise<Answer> {
  const bus = nameOf(EventBusName);
  if (!Source) return refused('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
  if (Source.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (!DetailType) return refused('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  const detail = detailOf(Detail ?? '');
  if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
  // A bus that does not exist loses the event without a word, as on AWS.
  const event: EventEnvelope = {
    version: '0', id: randomUUID(), 'detail-type': DetailType, source: Source, account: ACCOUNT,
    time: new Date(Time ? Time * 1000 : now).toISOString().replace(/\.\d{3}Z$/, 'Z'), region: REGION, resources: Resources, detail,
  };
  if (bridge.hasBus(bus)) await bridge.put(bus, event);
  return { EventId: event.id };
}

/** PutEvents: each entry on its own, answers in their order. */
export async function putEvents(bridge: EventBridge, { Entries = [] }: { Entries?: Entry[] }, now: Date): Promise<{ FailedEntryCount: number; Entries: Answer[] }> {
  if (Entries.length < 1 || Entries.length > MAX_ENTRIES) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ENTRIES}`);
  }
  const bytes = Entries.reduce((sum, { Source = '', DetailType = '', Detail = '' }) => sum + Buffer.byteLength(Source + DetailType + Detail), 0);
  if (bytes > MAX_BYTES) throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const answers = await Promise.all(Entries.map((entry) => putEntry(bridge, entry, now)));
  return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
}
