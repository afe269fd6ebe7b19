import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Envelope, envelopeOf } from './envelope';

/** What a consumer of EventBridge events behind an SQS queue is made of. */
export interface BatchConsumer<Extra> {
  logger: Logger;
  /** Run before the batch; what they put in the context is given to `handle`. What one throws brings the whole batch back. */
  // oxlint-disable-next-line typescript/no-explicit-any -- middlewares have types of their own
  middlewares?: readonly MiddlewareObj<any, any, any, any, any>[];
  /** Handles one event. What it throws brings this message back, and no other. */
  handle: (envelope: Envelope, context: Context & Extra) => Promise<void>;
}

/** Name, code, message and stack alone: what else an error carries (a database's `detail`, a parsed document) may hold what customers wrote. */
function told(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error, message: 'something was thrown that is not an error' };
  const { name, message, stack } = error;
  return { name, code: (error as { code?: unknown }).code, message, stack };
}

function logFailure(logger: Logger, { messageId, attributes }: SQSRecord, error: unknown): void {
  logger.error('the message could not be handled and comes back', {
    messageId,
    attempt: Number(attributes.ApproximateReceiveCount),
    error: told(error),
  });
}

/** The one Middy stack of all consumers: logs with context, settings, and a batch of which only what failed comes back. */
export function batchConsumer<Extra = object>({ logger, middlewares = [], handle }: BatchConsumer<Extra>) {
  const consume = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      try {
        const started = performance.now();
        const envelope = envelopeOf(record.body);
        await handle(envelope, context as Context & Extra);
        logger.info('handled', {
          messageId: record.messageId,
          event: envelope['detail-type'],
          ms: Math.round(performance.now() - started),
        });
      } catch (error) {
        logFailure(logger, record, error);
        failed.push(record);
      } finally {
        // What was logged with one message says nothing of the next.
        logger.resetKeys();
      }
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use([injectLambdaContext(logger), ...middlewares])
    .handler(consume);
}
