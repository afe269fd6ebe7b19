import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '../../local-cloud-event';
import { minutesOf } from './minutes';

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** What was asked for. */
export interface ReplayRequest {
  name: string;
  description: string | undefined;
  archiveArn: string;
  from: Date;
  to: Date;
  busArn: string;
  /** ARNs of the only rules that get the events; absent: all rules. */
  ruleArns: readonly string[] | undefined;
}

/** AWS does not say whether a replayed event keeps its id; consumers must not rely on it, so it gets another one. */
function replayed({ resources, detail, ...envelope }: EventEnvelope, name: string): EventEnvelope {
  return { ...envelope, id: randomUUID(), 'replay-name': name, resources, detail };
}

/** Brings archived events to a bus once more. */
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

  /** False where it is too late. It ends after the minute of events that is on its way. */
  cancel(): boolean {
    if (this.current !== 'STARTING' && this.current !== 'RUNNING') return false;
    this.current = 'CANCELLING';
    return true;
  }

  /** Minute after minute; the next begins when every target of every event has had its turn. Never rejects: a fault is its state. */
  async run(
    read: () => Promise<EventEnvelope[]>,
    put: (event: EventEnvelope) => Promise<void>,
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

  private async putAll(
    minutes: readonly EventEnvelope[][],
    put: (event: EventEnvelope) => Promise<void>,
  ): Promise<void> {
    for (const minute of minutes) {
      if (this.state === 'CANCELLING') return;
      await Promise.all(minute.map((event) => put(replayed(event, this.request.name))));
      this.lastReplayed = new Date(Math.max(...minute.map(({ time }) => Date.parse(time))));
    }
  }
}
