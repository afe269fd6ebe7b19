/** A message as a queue holds it. */
export interface Message {
  id: string;
  body: string;
  receives: number;
  /** Until then nobody receives it. */
  visibleAt: number;
}

/** How a queue and its function are set up (serverless.yml). */
export interface QueueSettings {
  timeoutMs: number;
  concurrency: number;
}

const MAX_RECEIVES = 5;
const BEYOND_TIMEOUT_MS = 30_000;

/** An SQS queue: each message at least once, in any order; dead letters after five receives. */
export class Queue {
  readonly messages = new Set<Message>();
  readonly dead: Message[] = [];
  /** Invocations that are at work. */
  atWork = 0;
  private sent = 0;

  constructor(
    readonly name: string,
    readonly settings: QueueSettings,
  ) {}

  send(body: string, visibleAt: number): void {
    this.messages.add({ id: `${this.name}-${++this.sent}`, body, receives: 0, visibleAt });
  }

  /** What could be received now, if there is somebody to work on it. */
  ready(now: number): Message[] {
    if (this.atWork >= this.settings.concurrency) return [];
    return [...this.messages].filter(({ visibleAt }) => visibleAt <= now);
  }

  /** When the next message comes into sight, after now. */
  next(now: number): number {
    return Math.min(...[...this.messages].map(({ visibleAt }) => visibleAt).filter((at) => at > now));
  }

  /** Takes a message for the time of the visibility time-out; false where it became a dead letter instead. */
  receive(message: Message, now: number): boolean {
    if (message.receives === MAX_RECEIVES) {
      this.messages.delete(message);
      this.dead.push(message);
      return false;
    }
    message.receives++;
    message.visibleAt = now + this.settings.timeoutMs + BEYOND_TIMEOUT_MS;
    return true;
  }

  delete(message: Message): void {
    this.messages.delete(message);
  }

  /** Sends the dead letters again, as an operator does. Returns how many there were. */
  redrive(now: number): number {
    const letters = this.dead.splice(0);
    for (const { body } of letters) this.send(body, now);
    return letters.length;
  }
}
