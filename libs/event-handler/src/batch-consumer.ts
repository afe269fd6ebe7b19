import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { type Subsegment, subsegment } from '@customer-files/telemetry';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Envelope, envelopeOf } from './envelope';
import type { Stack } from './wiring';

/** A function that consumes EventBridge events from an SQS queue. */
export interface BatchConsumer<Extra> extends Stack {
  /**
   * Handles one event. An error makes SQS redeliver this message, and no other.
   *
   * @param context the Lambda context, with what the middlewares put in it
   */
  handle: (envelope: Envelope, context: Context & Extra) => Promise<void>;
}

/**
 * The fields of an error that may be logged: name, code, message and stack. Other fields (a database's `detail`, a
 * parsed document) may contain customer data.
 */
export function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error, message: 'a value was thrown that is not an error' };
  const { name, message, stack } = error;
  return { name, code: (error as { code?: unknown }).code, message, stack };
}

function logFailure(logger: Logger, { messageId, attributes }: SQSRecord, error: unknown): void {
  logger.error('message failed, SQS delivers it again', {
    messageId,
    attempt: Number(attributes.ApproximateReceiveCount),
    error: loggedError(error),
  });
}

/** Annotates the subsegment of a message with the id of its file, by which X-Ray finds all traces of the file. */
async function annotated({ report }: Subsegment, logger: Logger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    const fileId = logger.getCorrelationId();
    if (typeof fileId === 'string') report({ annotations: { fileId } });
  }
}

/**
 * The Middy stack of every function that consumes events from SQS. From the outside in:
 *
 * 1. Powertools' `injectLambdaContext`: each log line has the function's name and the request id.
 * 2. The function's own middlewares, such as `parameter` (libs/config): an error of one fails the whole batch.
 * 3. The messages, one after the other and in order: the body is parsed as an EventBridge event and given to `handle`.
 *    A message that fails is logged with its message id, attempt and error, and the next one is handled. Each is a
 *    subsegment of the trace, annotated with the correlation id that `handle` sets.
 *
 * The answer is a partial batch response (`ReportBatchItemFailures`), so SQS redelivers the failed messages only, and
 * moves them to the dead-letter queue after the attempts that the queue allows. Log keys that `handle` sets (the
 * correlation id) are removed after each message.
 */
export function batchConsumer<Extra = object>({ logger, middlewares = [], handle }: BatchConsumer<Extra>) {
  const consume = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      try {
        const started = performance.now();
        const envelope = envelopeOf(record.body);
        await subsegment(envelope['detail-type'], (segment) =>
          annotated(segment, logger, () => handle(envelope, context as Context & Extra)),
        );
        logger.info('handled', {
          messageId: record.messageId,
          event: envelope['detail-type'],
          ms: Math.round(performance.now() - started),
        });
      } catch (error) {
        logFailure(logger, record, error);
        failed.push(record);
      } finally {
        logger.resetKeys();
      }
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use([injectLambdaContext(logger), ...middlewares])
    .handler(consume);
}
