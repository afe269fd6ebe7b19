import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { VirtualClock } from './clock';
import type { Fault, Step } from './faults';
import type { Invocation, PendingStep } from './invocation';
import type { Message, Queue } from './queue';
import type { Random } from './random';

/** What can happen next: a step of an invocation, or the receipt of a message. */
type Move = { invocation: Invocation; step: PendingStep } | { queue: Queue; message: Message };

/** What the scheduler works with. */
export interface SchedulerOptions {
  clock: VirtualClock;
  random: Random;
  queues: readonly Queue[];
  /** Invokes a function with a message. */
  receive: (queue: Queue, message: Message) => void;
  faultOf: (step: Step) => Fault;
  /** Whether these invocations wait for a database lock that another one holds. */
  blocked: (busy: readonly Invocation[]) => Promise<boolean>;
}

const LONGEST_STEP_MS = 20;
/** Real time after which the scheduler looks whether the busy invocations wait for a lock. */
const LOOK_AFTER_MS = 4;
/** Real time after which the scheduler gives up on a busy invocation. */
const STUCK_AFTER_MS = 60_000;

const FILE_ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Makes one move at a time, chosen at random, and each only when every invocation waits. */
export class Scheduler {
  readonly invocations = new Set<Invocation>();
  /** Every step that was taken: `persist: COMMIT (kill after)`. */
  readonly trace: string[] = [];
  /** The invocations that waited for a lock at the last look. */
  private blocked: readonly Invocation[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly options: SchedulerOptions) {}

  /** To be called when an invocation comes to a step, or ends. */
  readonly onChange = (): void => this.wake();

  /** Runs until nothing can happen but background timers, or until `enough` returns true. */
  async run(enough: () => boolean = () => false): Promise<void> {
    const { clock, random, queues } = this.options;
    for (await this.rest(); !enough(); await this.rest()) {
      const moves = this.moves();
      if (moves.length > 0) {
        clock.moveTo(clock.now + random.below(LONGEST_STEP_MS));
        this.make(random.pick(moves));
        continue;
      }
      const next = Math.min(clock.nextForeground(), ...queues.map((queue) => queue.next(clock.now)));
      if (next === Infinity) return;
      clock.moveTo(Math.min(next, clock.next()));
    }
  }

  private moves(): Move[] {
    const steps = [...this.invocations].flatMap((invocation) =>
      invocation.pending.map((step) => ({ invocation, step })),
    );
    const messages = this.options.queues.flatMap((queue) =>
      queue.ready(this.options.clock.now).map((message) => ({ queue, message })),
    );
    return [...steps, ...messages];
  }

  private make(move: Move): void {
    if ('queue' in move) return this.options.receive(move.queue, move.message);
    const { invocation, step } = move;
    // A timer that was due just now may have killed it.
    if (!invocation.pending.includes(step)) return;
    const { name } = invocation.function;
    const fault = this.options.faultOf({ function: name, target: step.target, name: step.name });
    const suffix = fault.kind === 'none' ? '' : ` (${fault.kind} ${fault.when ?? ''})`;
    this.trace.push(`${name}: ${step.name.replace(FILE_ID, 'ID')}${suffix}`);
    void step.perform(fault);
  }

  /** Resolves when every invocation waits for a move, or for a lock. */
  private async rest(): Promise<void> {
    for (let since = Date.now(); ;) {
      const changed = new Promise<void>((resolve) => (this.wake = resolve));
      // What needs no input or output is done when the event loop comes round.
      await turn();
      const busy = [...this.invocations].filter((invocation) => invocation.busy);
      if (busy.length === 0) return this.forget();
      const asBefore = busy.every((invocation) => this.blocked.includes(invocation));
      if (!asBefore) await Promise.race([changed, delay(LOOK_AFTER_MS, undefined, { ref: false })]);
      if (!asBefore && Date.now() - since < LOOK_AFTER_MS) continue;
      this.blocked = (await this.options.blocked(busy)) ? busy : [];
      if (this.blocked.length > 0) return;
      if (Date.now() - since > STUCK_AFTER_MS) throw new Error(`stuck after: ${this.trace.slice(-5).join('; ')}`);
    }
  }

  private forget(): void {
    this.blocked = [];
    for (const invocation of this.invocations) if (invocation.isOver) this.invocations.delete(invocation);
  }
}
