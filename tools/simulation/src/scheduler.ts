import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { VirtualClock } from './clock';
import type { Fate, StepName } from './faults';
import type { Invocation, Parked } from './invocation';
import type { Message, Queue } from './queue';
import type { Random } from './random';

/** What can happen next: a step of an invocation, or that a message is received. */
type Move = { invocation: Invocation; parked: Parked } | { queue: Queue; message: Message };

/** What the scheduler needs to know of the world. */
export interface Plan {
  clock: VirtualClock;
  random: Random;
  queues: readonly Queue[];
  /** Begins an invocation. */
  start: (queue: Queue, message: Message) => void;
  fate: (step: StepName) => Fate;
  /** Whether these invocations wait for a lock in the database that another one holds. */
  blocked: (busy: readonly Invocation[]) => Promise<boolean>;
}

const LONGEST_STEP_MS = 20;
/** Of real time: after that it is asked whether what is busy is blocked, and later whether it is stuck. */
const LOOK_AFTER_MS = 4;
const STUCK_AFTER_MS = 60_000;

const FILE_ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Makes one move after the other, by chance, each when everything has come to rest. */
export class Scheduler {
  readonly invocations = new Set<Invocation>();
  /** Every move that was made. */
  readonly trace: string[] = [];
  /** Those that waited for a lock when it was last looked. */
  private blocked: readonly Invocation[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly plan: Plan) {}

  /** To be called when an invocation came to a step, or ended. */
  readonly changed = (): void => this.wake();

  /** Runs until nothing can happen any more, or `enough` says so. */
  async run(enough: () => boolean = () => false): Promise<void> {
    const { clock, random, queues } = this.plan;
    for (await this.rest(); !enough(); await this.rest()) {
      const moves = this.moves();
      if (moves.length > 0) {
        clock.moveTo(clock.now + random.below(LONGEST_STEP_MS));
        this.make(random.pick(moves));
        continue;
      }
      const next = Math.min(clock.next(), ...queues.map((queue) => queue.next(clock.now)));
      if (next === Infinity) return;
      clock.moveTo(next);
    }
  }

  private moves(): Move[] {
    const steps = [...this.invocations].flatMap((invocation) =>
      invocation.parked.map((parked) => ({ invocation, parked })),
    );
    const messages = this.plan.queues.flatMap((queue) =>
      queue.ready(this.plan.clock.now).map((message) => ({ queue, message })),
    );
    return [...steps, ...messages];
  }

  private make(move: Move): void {
    if ('queue' in move) return this.plan.start(move.queue, move.message);
    const { invocation, parked } = move;
    // A timer that was due just now may have killed it.
    if (!invocation.parked.includes(parked)) return;
    const fate = this.plan.fate({ service: invocation.service, on: parked.on, name: parked.name });
    this.trace.push(
      `${invocation.service}: ${parked.name.replace(FILE_ID, 'ID')}${fate.kind === 'go' ? '' : ` (${fate.kind} ${fate.when ?? ''})`}`,
    );
    void parked.perform(fate);
  }

  /** Resolves when every invocation waits for a move, or for a lock. */
  private async rest(): Promise<void> {
    for (let since = Date.now(); ;) {
      const changed = new Promise<void>((resolve) => (this.wake = resolve));
      // All that needs no input or output is done when the event loop comes round.
      await turn();
      const busy = [...this.invocations].filter((invocation) => invocation.busy);
      if (busy.length === 0) return this.forget();
      const asBefore = busy.every((invocation) => this.blocked.includes(invocation));
      if (!asBefore) await Promise.race([changed, delay(LOOK_AFTER_MS, undefined, { ref: false })]);
      if (!asBefore && Date.now() - since < LOOK_AFTER_MS) continue;
      this.blocked = (await this.plan.blocked(busy)) ? busy : [];
      if (this.blocked.length > 0) return;
      if (Date.now() - since > STUCK_AFTER_MS) throw new Error(`stuck after: ${this.trace.slice(-5).join('; ')}`);
    }
  }

  private forget(): void {
    this.blocked = [];
    for (const invocation of this.invocations) if (invocation.isOver) this.invocations.delete(invocation);
  }
}
