import { setTimeout as delay } from 'node:timers/promises';
import { REGION } from '../account';
import type { Notify } from '../local-cloud-event';
import type { Message, Queues } from '../sqs/sqs';
import type { AsRole } from './execution-role';
import type { Outcome } from './function-settings';
import type { LambdaFunction } from './lambda-function';

/** What an event source needs of a function. */
export type Invocable = Pick<LambdaFunction, 'settings' | 'invoke'>;

/** An event source mapping: a queue whose messages invoke a function. */
export interface Mapping {
  queue: string;
  queueArn: string;
  batchSize: number;
  /** Returns the function that is deployed now. */
  target: () => Invocable;
}

const WAIT_SECONDS = 10;
const FAILURE_PAUSE_MS = 1000;

/**
 * On AWS a failed message becomes visible after the queue's visibility timeout, often minutes. The embedded cloud retries
 * within half a minute, so that a fault shows soon.
 */
const retrySeconds = (attempt: number): number => Math.min(30, 2 ** (attempt - 1));

function eventOf(messages: readonly Message[], queueArn: string): object {
  return {
    Records: messages.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      md5OfBody: MD5OfBody,
      attributes: Attributes,
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: REGION,
    })),
  };
}

/** Returns the messages that failed. As on AWS, an invalid answer fails the whole batch. */
function failedOf(messages: readonly Message[], { result, error }: Outcome): Message[] {
  if (error) return [...messages];
  const failures = (result as { batchItemFailures?: { itemIdentifier?: string }[] } | null)?.batchItemFailures;
  if (failures === undefined || failures === null) return [];
  const ids = new Set(messages.map(({ MessageId }) => MessageId));
  const understood =
    Array.isArray(failures) &&
    failures.every(({ itemIdentifier }) => itemIdentifier !== undefined && ids.has(itemIdentifier));
  if (!understood) return [...messages];
  return messages.filter(({ MessageId }) => failures.some(({ itemIdentifier }) => itemIdentifier === MessageId));
}

/** Polls the queue of a mapping until stopped. */
export class EventSource {
  private stopped = false;

  /** @param onError receives the errors of the queue itself */
  constructor(
    private readonly mapping: Mapping,
    private readonly sqs: Queues,
    private readonly notify: Notify,
    private readonly onError: (error: unknown) => void,
    private readonly asRole: AsRole,
  ) {}

  /** Resolves after `stop`. */
  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.poll();
      } catch (error) {
        // Polling continues: messages that were received become visible again by themselves.
        this.onError(error);
        await delay(FAILURE_PAUSE_MS);
      }
    }
  }

  private async poll(): Promise<void> {
    this.authorize('sqs:ReceiveMessage');
    const messages = await this.sqs.receive(this.mapping.queue, this.mapping.batchSize, WAIT_SECONDS);
    if (messages.length > 0 && !this.stopped) await this.handle(messages);
  }

  stop(): void {
    this.stopped = true;
  }

  private async handle(messages: readonly Message[]): Promise<void> {
    const { queueArn, target } = this.mapping;
    const lambda = target();
    const started = performance.now();
    const outcome = await lambda.invoke(eventOf(messages, queueArn));
    const failed = failedOf(messages, outcome);
    const error =
      outcome.error ??
      (failed.length > 0
        ? { name: 'BatchItemFailures', message: `${failed.length} of ${messages.length} messages failed` }
        : undefined);
    this.notify({
      type: 'invocation',
      function: lambda.settings.name,
      ok: !error,
      ms: Math.round(performance.now() - started),
      ...(error ? { error } : {}),
    });
    if (this.stopped) return;
    await Promise.all(
      messages.map((message) => (failed.includes(message) ? this.fail(message, error!.message) : this.delete(message))),
    );
  }

  private async delete(message: Message): Promise<void> {
    this.authorize('sqs:DeleteMessage');
    await this.sqs.delete(this.mapping.queue, message);
  }

  private authorize(action: string): void {
    this.asRole(this.mapping.target().settings, action, this.mapping.queueArn);
  }

  private async fail(message: Message, reason: string): Promise<void> {
    const { queue, target } = this.mapping;
    const attempt = Number(message.Attributes.ApproximateReceiveCount ?? 1);
    const last = attempt >= this.sqs.maxReceiveCountOf(queue);
    const isOurs = await this.sqs.makeVisible(queue, message, last ? 0 : retrySeconds(attempt));
    if (last && isOurs)
      this.notify({ type: 'dead-letter', queue, function: target().settings.name, reason, body: message.Body });
  }
}
