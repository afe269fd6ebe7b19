import { pathWithin } from '../../access/path-within';
import type { BusEvent } from '../bus-event';
import { Archive, type ArchiveSettings } from './archive';
import { DayFiles } from './day-files';

/** The archives by name, each in its own directory. */
export class Archives {
  private readonly byName = new Map<string, Archive>();
  private readonly files = new Map<string, DayFiles>();

  constructor(
    private readonly folder: string,
    private readonly now: () => Date,
  ) {}

  /**
   * Creates an archive, or changes the one with this name.
   *
   * @throws PatternInvalid, NameUnsafe
   */
  async put(settings: ArchiveSettings): Promise<void> {
    const files = this.files.get(settings.name) ?? new DayFiles(pathWithin(this.folder, settings.name));
    const archive = new Archive(settings, files);
    await archive.open(this.now());
    this.files.set(settings.name, files);
    this.byName.set(settings.name, archive);
  }

  get(name: string): Archive | undefined {
    return this.byName.get(name);
  }

  /** Returns all archives by name. */
  all(): Archive[] {
    return [...this.byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  /** Stores an event in all matching archives of a bus. Returns their number. */
  async keep(bus: string, event: BusEvent): Promise<number> {
    const kept = await Promise.all(
      this.all()
        .filter(({ settings }) => settings.bus === bus)
        .map((archive) => archive.keep(event, this.now())),
    );
    return kept.filter(Boolean).length;
  }
}
