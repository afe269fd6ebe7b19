import { nameOf, queueArn } from '../../account';
import type { Notify } from '../../local-cloud-event';
import { type Failure, failureOf } from './failure';

/** Where a rule sends matching events: an SQS queue. */
export interface Target {
  arn: string;
  /** Name of the queue that receives what cannot be delivered. */
  deadLetters: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
}

export interface Rule {
  name: string;
  arn: string;
  matches: (event: unknown) => boolean;
  targets: readonly Target[];
}

/** Sends a message to a queue. Rejects if the queue does not accept it. */
export type Send = (queue: string, body: string, attributes?: Record<string, string>) => Promise<void>;

/** Returns if a rule may send to a queue. */
export type AuthorizeRule = (ruleArn: string, queueArn: string) => void;

/** An event that a rule sends to one of its targets. */
export interface Delivery {
  rule: Rule;
  target: Target;
  /** The event as JSON. */
  body: string;
}

interface DelivererOptions {
  send: Send;
  /** @throws AwsError AccessDeniedException unless the policy of the queue permits the rule to send */
  authorize: AuthorizeRule;
  notify: Notify;
  now: () => Date;
  /** Waits before the next attempt. */
  pause: (ms: number) => Promise<void>;
}

type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** AWS waits for up to minutes between retries. Here the limit is half a minute, so that a fault shows soon. */
const pauseBefore = (retry: number): number => Math.min(30_000, 1000 * 2 ** retry) * (0.5 + Math.random() / 2);

/** Delivers events to targets, with the retry policy and the dead-letter queue of the target. */
export class Deliverer {
  constructor(private readonly options: DelivererOptions) {}

  /**
   * Resolves when the target or its dead-letter queue has the event, or when a first attempt has failed and will be
   * retried. Never rejects.
   */
  async deliver(delivery: Delivery): Promise<void> {
    const failure = await this.attempt(delivery);
    if (!failure) return;
    const end = this.retry(delivery, failure);
    if (!failure.retriable || delivery.target.maximumRetryAttempts === 0) await end;
  }

  private async attempt({ rule, target, body }: Delivery): Promise<Failure | undefined> {
    try {
      await this.send(rule, nameOf(target.arn), body);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  private async send(rule: Rule, queue: string, body: string, attributes?: Record<string, string>): Promise<void> {
    this.options.authorize(rule.arn, queueArn(queue));
    await this.options.send(queue, body, attributes);
  }

  /** Retries until delivered, non-retriable or exhausted. Never rejects. */
  private async retry(delivery: Delivery, first: Failure): Promise<void> {
    const since = this.options.now().getTime();
    let failure: Failure | undefined = first;
    for (let retries = 0; failure; retries++) {
      const exhausted = this.exhausted(delivery.target, retries, since);
      if (!failure.retriable) return this.sendToDeadLetterQueue(delivery, failure, retries, undefined);
      if (exhausted) return this.sendToDeadLetterQueue(delivery, failure, retries, exhausted);
      await this.options.pause(pauseBefore(retries));
      failure = await this.attempt(delivery);
    }
  }

  private exhausted(
    { maximumRetryAttempts, maximumEventAgeSeconds }: Target,
    retries: number,
    since: number,
  ): Exhausted | undefined {
    if (retries >= maximumRetryAttempts) return 'MaximumRetryAttempts';
    return this.options.now().getTime() - since >= maximumEventAgeSeconds * 1000
      ? 'MaximumEventAgeInSeconds'
      : undefined;
  }

  private async sendToDeadLetterQueue(
    { rule, target, body }: Delivery,
    { code, message }: Failure,
    retries: number,
    exhausted: Exhausted | undefined,
  ): Promise<void> {
    const { deadLetters } = target;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: message,
      ...(exhausted ? { EXHAUSTED_RETRY_CONDITION: exhausted } : {}),
      RETRY_ATTEMPTS: String(retries),
    };
    const lost =
      deadLetters === undefined ? undefined : await this.send(rule, deadLetters, body, attributes).catch(failureOf);
    const reason = lost
      ? `${message}; its dead letters ${deadLetters} did not take it either: ${lost.message}`
      : message;
    this.options.notify({
      type: 'dead-letter',
      queue: deadLetters ?? nameOf(target.arn),
      function: rule.name,
      reason,
      body,
    });
  }
}
