import { randomUUID } from 'node:crypto';
import { ACCOUNT, nameOf, REGION } from '../../account';
import type { EventEnvelope } from '../../local-cloud-event';
import { BusEvent } from '../bus-event';
import type { EventBridge } from '../event-bridge';
import { isObject } from '../pattern/value-test';

/** An entry of PutEvents. */
export interface Entry {
  EventBusName?: string;
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  Time?: number;
}

/** The result of an entry. */
export type Answer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** Bytes that EventBridge counts for a time. */
const TIME_BYTES = 14;

/** Returns the bytes of an entry as EventBridge counts them. */
export function sizeOf({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry): number {
  return Buffer.byteLength([Source, DetailType, Detail, ...Resources].join('')) + (Time === undefined ? 0 : TIME_BYTES);
}

const refused = (ErrorCode: string, ErrorMessage: string): Answer => ({ ErrorCode, ErrorMessage });

function missing({ Source, DetailType, Detail }: Entry): Answer | undefined {
  const [name] = Object.entries({ Source, DetailType, Detail }).find(([, value]) => !value) ?? [];
  return name === undefined
    ? undefined
    : refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
}

function detailOf(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function envelope(
  { Source, DetailType, Resources = [], Time }: Entry,
  detail: Record<string, unknown>,
  now: Date,
): EventEnvelope {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType!,
    source: Source!,
    account: ACCOUNT,
    time: new Date(Time ? Time * 1000 : now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: REGION,
    resources: Resources,
    detail,
  };
}

/** Puts one event on its bus. Never rejects: a failure is the answer. */
export async function putEntry(bridge: EventBridge, entry: Entry, now: Date): Promise<Answer> {
  const incomplete = missing(entry);
  if (incomplete) return incomplete;
  if (entry.Source!.startsWith('aws.'))
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = detailOf(entry.Detail!);
  if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
  const event = BusEvent.sent(envelope(entry, detail, now), entry.Detail!);
  const bus = nameOf(entry.EventBusName ?? 'default');
  try {
    // An event for a bus that does not exist is lost without an error, as on AWS.
    if (bridge.hasBus(bus)) await bridge.put(bus, event);
    return { EventId: event.envelope.id };
  } catch (error) {
    console.error(error);
    return refused('InternalFailure', (error as Error).message);
  }
}
