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

interface Envelope {
  'detail-type'?: string;
  detail?: { fileId?: string; part?: number };
}

function envelopeOf(body: string): Envelope {
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
  const { 'detail-type': event = '?', detail } = envelopeOf(Body!);
  return {
    service,
    messageId: MessageId!,
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    event,
    fileId: detail?.fileId ?? null,
    part: detail?.part ?? null,
    reason: MessageAttributes?.ERROR_MESSAGE?.StringValue ?? reasonOf(MessageId!),
  };
}
