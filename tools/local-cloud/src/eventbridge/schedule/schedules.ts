import { AwsError } from '../../aws-error';
import { TemplateUnsupported } from '../../deploy/intrinsics';

const MINUTE_MS = 60_000;
const UNITS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };

/** The longest delay of a Node.js timer; with a longer one it fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** AWS's grammar: the unit is singular for 1, else plural. */
const RATE = /^rate\((?:(1) (minute|hour|day)|(?!1 )([1-9]\d*) (minute|hour|day)s)\)$/;

/**
 * Returns the milliseconds between two invocations of a rate expression.
 *
 * @throws TemplateUnsupported naming an expression that is not a rate
 */
export function millisecondsOf(expression: string): number {
  const [, one, unit, many, units] = RATE.exec(expression) ?? [];
  const milliseconds = Number(one ?? many) * UNITS[unit ?? units ?? '']!;
  if (Number.isNaN(milliseconds))
    throw new TemplateUnsupported(
      `the schedule ${expression}: the embedded cloud knows rate(1 minute), rate(2 minutes), hours and days`,
    );
  if (milliseconds > MAX_DELAY_MS)
    throw new TemplateUnsupported(`the schedule ${expression}: the embedded cloud waits for 24 days at the most`);
  return milliseconds;
}

/** The timers of scheduled rules. */
export class Schedules {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly runs = new Map<string, () => Promise<void>>();

  /** Runs a function at an interval. Replaces an earlier timer of the same rule. */
  put(rule: string, milliseconds: number, run: () => Promise<void>): void {
    clearInterval(this.timers.get(rule));
    this.runs.set(rule, run);
    // The timer must not keep the process running.
    this.timers.set(rule, setInterval(() => void run(), milliseconds).unref());
  }

  /**
   * Runs what a rule runs at its interval, now. Resolves when that has ended.
   *
   * @throws AwsError ResourceNotFoundException
   */
  async runNow(rule: string): Promise<void> {
    const run = this.runs.get(rule);
    if (!run) throw new AwsError('ResourceNotFoundException', `Rule ${rule} does not exist on EventBus default.`);
    await run();
  }

  stop(): void {
    for (const timer of this.timers.values()) clearInterval(timer);
    this.timers.clear();
  }
}
