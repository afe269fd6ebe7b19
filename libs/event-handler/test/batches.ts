import { Writable } from 'node:stream';
import { Console } from 'node:console';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** An EventBridge event with a detail. */
export const envelope = (type: string, detail: unknown, more: object = {}): object => ({
  version: '0',
  id: 'an-id',
  'detail-type': type,
  source: 'customer-files.test',
  time: '2026-06-30T12:00:00Z',
  detail,
  ...more,
});

/** A batch of messages `m1`, `m2`, ... Text is sent unchanged, any other body as JSON. */
export function batchOf(...bodies: unknown[]): SQSEvent {
  const Records = bodies.map((body, i) => ({
    messageId: `m${i + 1}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '2' },
  }));
  return { Records } as unknown as SQSEvent;
}

/** Invokes a handler as Lambda does; returns the ids of the failed messages. */
export async function invoke(
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
  batch: SQSEvent,
): Promise<string[]> {
  const context = {
    functionName: 'test',
    awsRequestId: 'r',
    getRemainingTimeInMillis: () => 10_000,
  } as unknown as Context;
  const { batchItemFailures } = await handler(batch, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** A logger that records its parsed lines: those of handled messages apart from all others. */
export function recordingLogger(): {
  logger: Logger;
  lines: Record<string, unknown>[];
  handled: Record<string, unknown>[];
  text: () => string;
} {
  const lines: Record<string, unknown>[] = [];
  const handled: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = JSON.parse(chunk.toString('utf8')) as Record<string, unknown>;
      (line.message === 'handled' ? handled : lines).push(line);
      done();
    },
  });
  const logger = new Logger({ serviceName: 'test' });
  Object.defineProperty(logger, 'console', { value: new Console(sink) });
  return { logger, lines, handled, text: () => JSON.stringify([lines, handled]) };
}
