import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { EventRefused } from './event-refused';

/** An EventBridge event as it stands in a message. */
export interface Envelope {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  detail: Record<string, unknown>;
  /** Only on events of a replay. */
  'replay-name'?: string;
}

/** What a consumer of EventBridge events behind an SQS queue is made of. */
export interface BatchConsumer<Extra> {
  logger: Logger;
  /** Run before the batch; what they put in the context is given to `handle`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- middlewares have types of their own
  middlewares?: readonly MiddlewareObj<any, any, any, any, any>[];
  /** Handles one event. What it throws brings this message back, and no other. */
  handle: (envelope: Envelope, context: Context & Extra) => Promise<void>;
}

function envelopeOf({ body }: SQSRecord): Envelope {
  try {
    const envelope = JSON.parse(body) as Envelope;
    if (typeof envelope.detail === 'object' && envelope.detail !== null && typeof envelope['detail-type'] === 'string') return envelope;
  } catch {
    throw new EventRefused('it is not JSON');
  }
  throw new EventRefused('it is no EventBridge event');
}

/** The one Middy stack of all consumers: logs with context, settings, and a batch of which only what failed comes back. */
export function batchConsumer<Extra = object>({ logger, middlewares = [], handle }: BatchConsumer<Extra>) {
  const consume = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        await handle(envelopeOf(record), context as Context & Extra);
      } catch (error) {
        const { name, message, stack } = error as Error;
        logger.error('the message could not be handled and comes back', {
          messageId: record.messageId, attempt: Number(record.attributes.ApproximateReceiveCount),
          error: { name, message, code: (error as { code?: string }).code, stack },
        });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
  return middy<SQSEvent, SQSBatchResponse>().use([injectLambdaContext(logger), ...middlewares]).handler(consume);
}
