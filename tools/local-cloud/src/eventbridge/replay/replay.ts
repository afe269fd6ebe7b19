import type { BusEvent } from '../bus-event';

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** The parameters of StartReplay. */
export interface ReplayRequest {
  name: string;
  description: string | undefined;
  archiveArn: string;
  from: Date;
  to: Date;
  busArn: string;
  /** ARNs of the rules that receive the events; absent for all rules. */
  ruleArns: readonly string[] | undefined;
}

/** Returns the items in random order (Fisher-Yates). */
function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return mixed;
}

const minuteOf = ({ envelope: { time } }: BusEvent): number => Math.floor(Date.parse(time) / 60_000);

/** Groups events by the minute of their time, the earliest first. The order within a minute is random, as on AWS. */
function minutesOf(events: readonly BusEvent[]): BusEvent[][] {
  return [...Map.groupBy(events, minuteOf)].sort(([a], [b]) => a - b).map(([, minute]) => shuffled(minute));
}

/** Sends archived events to a bus again. */
export class Replay {
  lastReplayed: Date | undefined;
  ended: Date | undefined;
  reason: string | undefined;
  private current: ReplayState = 'STARTING';

  constructor(
    readonly request: ReplayRequest,
    readonly started: Date,
  ) {}

  get state(): ReplayState {
    return this.current;
  }

  get active(): boolean {
    return this.ended === undefined;
  }

  /** Cancels the replay after the current minute of events. Returns false if it has ended or is being cancelled. */
  cancel(): boolean {
    if (this.current !== 'STARTING' && this.current !== 'RUNNING') return false;
    this.current = 'CANCELLING';
    return true;
  }

  /**
   * Replays minute by minute. A minute begins after the delivery of all events of the minute before. Never rejects: an
   * error sets the state FAILED.
   */
  async run(
    read: () => Promise<BusEvent[]>,
    put: (event: BusEvent) => Promise<void>,
    clock: () => Date,
  ): Promise<void> {
    try {
      const minutes = minutesOf(await read());
      if (this.state === 'STARTING') this.current = 'RUNNING';
      await this.putAll(minutes, put);
      this.current = this.state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED';
    } catch (error) {
      this.current = 'FAILED';
      this.reason = (error as Error).message;
    }
    this.ended = clock();
  }

  private async putAll(minutes: readonly BusEvent[][], put: (event: BusEvent) => Promise<void>): Promise<void> {
    for (const minute of minutes) {
      if (this.state === 'CANCELLING') return;
      await Promise.all(minute.map((event) => put(event.replayed(this.request.name))));
      this.lastReplayed = new Date(Math.max(...minute.map(({ envelope: { time } }) => Date.parse(time))));
    }
  }
}
