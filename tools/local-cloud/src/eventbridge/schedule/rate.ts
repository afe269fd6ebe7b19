import { TemplateUnsupported } from '../../deploy/intrinsics';

const MINUTE_MS = 60_000;
const UNITS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };

/** Longer waits, and a timer of Node.js fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** AWS's own grammar: 1 minute, 2 minutes. */
const RATE = /^rate\((?:(1) (minute|hour|day)|(?!1 )([1-9]\d*) (minute|hour|day)s)\)$/;

/** The milliseconds between two invocations. Throws {@link TemplateUnsupported}, which names what is not a rate. */
export function millisecondsOf(expression: string): number {
  const [, one, unit, many, units] = RATE.exec(expression) ?? [];
  const milliseconds = Number(one ?? many) * UNITS[unit ?? units ?? '']!;
  if (Number.isNaN(milliseconds))
    throw new TemplateUnsupported(
      `the schedule ${expression}: the embedded cloud knows rate(1 minute), rate(2 minutes), hours and days`,
    );
  if (milliseconds > LONGEST_MS)
    throw new TemplateUnsupported(`the schedule ${expression}: the embedded cloud waits for 24 days at the most`);
  return milliseconds;
}
