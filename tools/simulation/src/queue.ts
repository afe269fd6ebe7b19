import type { QueueSettings } from './deployment';

/** A message as a queue holds it. */
export interface Message {
  id: string;
  body: string;
  receives: number;
  /** Nobody receives the message before then. */
  visibleAt: number;
}

/** An SQS queue with its event source mapping: at least once, in any order, and dead letters after the last receive. */
export class Queue {
  readonly messages = new Set<Message>();
  readonly dead: Message[] = [];
  /** How many invocations are running. */
  running = 0;
  private sent = 0;

  constructor(
    readonly name: string,
    readonly settings: QueueSettings,
  ) {}

  send(body: string, visibleAt: number): void {
    this.messages.add({ id: `${this.name}-${++this.sent}`, body, receives: 0, visibleAt });
  }

  /** The messages that can be received now; none where as many invocations run as may. */
  ready(now: number): Message[] {
    if (this.running >= this.settings.maxConcurrency) return [];
    return [...this.messages].filter(({ visibleAt }) => visibleAt <= now);
  }

  /** When the next hidden message becomes visible. */
  next(now: number): number {
    return Math.min(...[...this.messages].map(({ visibleAt }) => visibleAt).filter((at) => at > now));
  }

  /**
   * Receives a message, which hides it for the visibility time-out. Returns false where it became a dead letter
   * instead.
   */
  receive(message: Message, now: number): boolean {
    if (message.receives === this.settings.maxReceiveCount) {
      this.messages.delete(message);
      this.dead.push(message);
      return false;
    }
    message.receives++;
    message.visibleAt = now + this.settings.visibilityMs;
    return true;
  }

  delete(message: Message): void {
    this.messages.delete(message);
  }

  /** Sends the dead letters again, as an operator does. */
  redrive(now: number): void {
    for (const { body } of this.dead.splice(0)) this.send(body, now);
  }
}
