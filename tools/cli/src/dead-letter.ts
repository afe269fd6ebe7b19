import type { Message } from '@aws-sdk/client-sqs';
import type { Consumer } from './consumers';

/** A message in a dead-letter queue. It holds no customer data. */
export interface DeadLetter {
  service: Consumer['service'];
  messageId: string;
  /** ISO 8601: when the message was sent first. */
  sentAt: string;
  /** `CustomerRowsValidated`, `Object Created`; `?` where the message is no event. */
  event: string;
  fileId: string | null;
  part: number | null;
  reason: string;
}

/** What a message says of itself, which is not checked: it may be the reason why the message failed. */
interface Envelope {
  'detail-type'?: unknown;
  detail?: { fileId?: string; part?: unknown; object?: { 'version-id'?: string } } | null;
}

/** Reads the body of a message; one that is not a JSON object has no fields. */
export function envelopeOf(body: string): Envelope {
  try {
    return (JSON.parse(body) ?? {}) as Envelope;
  } catch {
    return {};
  }
}

/** @param reasonOf the reason where the message has none: EventBridge adds one, that of a function is in its log */
export function deadLetterOf(
  { service }: Consumer,
  { MessageId, Body, Attributes, MessageAttributes }: Message,
  reasonOf: (messageId: string) => string,
): DeadLetter {
  const { 'detail-type': event, detail } = envelopeOf(Body!);
  return {
    service,
    messageId: MessageId!,
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    event: typeof event === 'string' ? event : '?',
    fileId: typeof detail?.fileId === 'string' ? detail.fileId : null,
    part: typeof detail?.part === 'number' ? detail.part : null,
    reason: MessageAttributes?.ERROR_MESSAGE?.StringValue ?? reasonOf(MessageId!),
  };
}
