/** An EventBridge event, as the body of an SQS message. */
export interface Envelope {
  id: string;
  source: string;
  'detail-type': string;
  /** When the event was published; for an event of S3, when the object was stored. */
  time: string;
  detail: Record<string, unknown>;
  /** Only on events that the archive replays. */
  'replay-name'?: string;
}

/**
 * The message does not hold an event that this consumer understands. SQS moves it to the dead-letter queue after five
 * attempts.
 */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly code = 'EVENT_REFUSED';

  /** @param reason names keys and constraints, never values */
  constructor(readonly reason: string) {
    super(`the message was refused: ${reason}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the text, which may be customer data.
    throw new EventRefused('it is not JSON');
  }
}

/**
 * Parses the body of a message.
 *
 * @throws {EventRefused} where the body is not an EventBridge event
 */
export function envelopeOf(body: string): Envelope {
  const envelope = parsed(body);
  if (
    isObject(envelope) &&
    isObject(envelope.detail) &&
    ['detail-type', 'source', 'time'].every((key) => typeof envelope[key] === 'string')
  ) {
    return envelope as unknown as Envelope;
  }
  throw new EventRefused('it is not an EventBridge event');
}
