import type { EventEnvelope } from '../../local-cloud-event';
import { BusEvent } from '../bus-event';
import { compilePattern, type Pattern } from '../pattern/compile-pattern';
import type { DayFiles } from './day-files';

const DAY_MS = 86_400_000;

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

export interface ArchiveSettings {
  name: string;
  bus: string;
  description: string | undefined;
  /** Absent for all events. */
  pattern: Pattern | undefined;
  /** Days after which events are deleted; 0 for never. */
  retentionDays: number;
}

/** An archive of the events of one bus, except replayed events. */
export class Archive {
  private readonly matches: (event: unknown) => boolean;

  /** @throws PatternInvalid */
  constructor(
    readonly settings: ArchiveSettings,
    private readonly files: DayFiles,
  ) {
    this.matches = settings.pattern ? compilePattern(settings.pattern) : () => true;
  }

  /** Deletes events that are older than the retention. */
  open(now: Date): Promise<void> {
    const { retentionDays } = this.settings;
    return this.files.open(retentionDays > 0 ? dayOf(new Date(now.getTime() - retentionDays * DAY_MS)) : undefined);
  }

  /** Writes an event to disk. Returns false if the event does not belong in this archive. */
  async keep(event: BusEvent, now: Date): Promise<boolean> {
    if (event.envelope['replay-name'] || !this.matches(event.content)) return false;
    await this.files.append(dayOf(now), event.text);
    return true;
  }

  /**
   * Returns the events with a time from `from` on and before `to`.
   *
   * @throws ArchiveDamaged
   */
  async between(from: Date, to: Date): Promise<BusEvent[]> {
    const found: BusEvent[] = [];
    for await (const { text, content } of this.files.read()) {
      const time = Date.parse((content as EventEnvelope).time);
      if (time >= from.getTime() && time < to.getTime()) found.push(BusEvent.archived(text, content as EventEnvelope));
    }
    return found;
  }

  async size(): Promise<{ events: number; bytes: number; since: Date }> {
    const { lines, bytes, since } = await this.files.size();
    return { events: lines, bytes, since };
  }
}
