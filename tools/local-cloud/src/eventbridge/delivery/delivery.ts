import { nameOf } from '../../account';
import type { Tell } from '../../happenings';
import { type Failure, failureOf } from './failure';
import type { Rule, Target } from './rule';

/** Delivers a message to a queue; rejects where it does not take it. */
export type Send = (queue: string, body: string, attributes?: Record<string, string>) => Promise<void>;

/** An event on its way from a rule to a target. */
export interface Parcel {
  rule: Rule;
  target: Target;
  body: string;
}

export interface DeliveryOptions {
  send: Send;
  tell: Tell;
  now: () => Date;
  /** Waits before the next attempt. */
  pause: (ms: number) => Promise<void>;
}

type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** On AWS the pauses grow to minutes; here a fault is to be seen soon, so they end at half a minute. */
const pauseBefore = (retry: number): number => Math.min(30_000, 1000 * 2 ** retry) * (0.5 + Math.random() / 2);

/** Brings events to targets, as often as a target's retry policy has it, and then to its dead letters. */
export class Delivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** Resolves when the target has the event, or its dead letters have it, or it is to be tried again later. */
  async deliver(parcel: Parcel): Promise<void> {
    const failure = await this.attempt(parcel);
    if (!failure) return;
    const ending = this.insist(parcel, failure);
    if (!failure.retriable || parcel.target.maximumRetryAttempts === 0) await ending;
  }

  private async attempt({ target, body }: Parcel): Promise<Failure | undefined> {
    try {
      await this.options.send(nameOf(target.arn), body);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Tries again until it goes well or there is no sense in it. Never rejects. */
  private async insist(parcel: Parcel, first: Failure): Promise<void> {
    const since = this.options.now().getTime();
    let failure: Failure | undefined = first;
    for (let retries = 0; failure; retries++) {
      const exhausted = this.exhausted(parcel.target, retries, since);
      if (!failure.retriable) return this.bury(parcel, failure, retries, undefined);
      if (exhausted) return this.bury(parcel, failure, retries, exhausted);
      await this.options.pause(pauseBefore(retries));
      failure = await this.attempt(parcel);
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

  private async bury(
    { rule, target, body }: Parcel,
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
      deadLetters === undefined ? undefined : await this.options.send(deadLetters, body, attributes).catch(failureOf);
    const reason = lost
      ? `${message}; its dead letters ${deadLetters} did not take it either: ${lost.message}`
      : message;
    this.options.tell({
      type: 'dead-letter',
      queue: deadLetters ?? nameOf(target.arn),
      function: rule.name,
      reason,
      body,
    });
  }
}
