import type { EventEnvelope } from '../../local-cloud-event';

/** The same in no particular order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return mixed;
}

const minuteOf = ({ time }: EventEnvelope): number => Math.floor(Date.parse(time) / 60_000);

/** The events by the minute of their time, the earliest first; within a minute they have no order. */
export function minutesOf(events: readonly EventEnvelope[]): EventEnvelope[][] {
  return [...Map.groupBy(events, minuteOf)].sort(([a], [b]) => a - b).map(([, minute]) => shuffled(minute));
}
