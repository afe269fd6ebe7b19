import { EventRefused } from './event-refused';

/** An EventBridge event as it stands in a message. */
export interface Envelope {
  id: string;
  source: string;
  'detail-type': string;
  /** When the event was published; of an S3 event, when S3 stored the object. */
  time: string;
  detail: Record<string, unknown>;
  /** Only on events of a replay. */
  'replay-name'?: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the text.
    throw new EventRefused('it is not JSON');
  }
}

/** Reads the body of a message. Throws {@link EventRefused} where that is no EventBridge event. */
export function envelopeOf(body: string): Envelope {
  const envelope = parsed(body);
  if (
    isObject(envelope) &&
    isObject(envelope.detail) &&
    ['detail-type', 'source', 'time'].every((key) => typeof envelope[key] === 'string')
  ) {
    return envelope as unknown as Envelope;
  }
  throw new EventRefused('it is no EventBridge event');
}
