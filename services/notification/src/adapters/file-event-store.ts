import type { ObjectStore } from '@customer-files/object-store';
import {
  type Filed,
  type FiledByName,
  type Heard,
  type FileProgressEvent,
  heardName,
  heardOf,
  isComplete,
  partsOf,
} from '../domain/file-progress';

/** What was heard of each file, as small objects: one per event, so that a delivery more changes nothing. */
export class FileEventStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
  ) {}

  /**
   * Files an event. Returns what is filed under its name where that is this very delivery, and nothing where it was there before.
   *
   * @param time of the event's envelope
   */
  async keep(event: FileProgressEvent, time: string, now: Date): Promise<FiledByName> {
    const filed: Filed = { time, heardAt: now.toISOString(), event };
    const stored = await this.store.putIfAbsent(
      this.bucket,
      keyOf(event.fileId, heardName(event)),
      JSON.stringify(filed),
      { contentType: 'application/json' },
    );
    return new Map(stored ? [[heardName(event), filed]] : []);
  }

  /** Everything that was heard of a file, or null where something is still to come. @param known is not read again */
  async complete(fileId: string, names: readonly string[], known: FiledByName): Promise<Heard | null> {
    const totals = await this.read(
      fileId,
      names.filter((name) => name === 'refused' || name === 'validated'),
      known,
    );
    return isComplete(new Set(names), partsOf(totals))
      ? heardOf(await this.read(fileId, names, new Map([...known, ...totals])))
      : null;
  }

  /** Everything that was heard of a file so far, by the events' names. */
  async soFar(fileId: string): Promise<FiledByName> {
    return this.read(fileId, await this.names(fileId));
  }

  /** Under which the events of a file are filed. */
  async names(fileId: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { key } of this.store.list(this.bucket, folder(fileId)))
      names.push(key.slice(folder(fileId).length, -'.json'.length));
    return names;
  }

  private async read(fileId: string, names: readonly string[], known: FiledByName = new Map()): Promise<FiledByName> {
    const read = async (name: string): Promise<[string, Filed]> => {
      const filed = known.get(name);
      if (filed) return [name, filed];
      const stored = await this.store.get(this.bucket, keyOf(fileId, name));
      return [name, JSON.parse(stored!.body.toString('utf8')) as Filed];
    };
    return new Map(await Promise.all(names.map(read)));
  }
}

const folder = (fileId: string): string => `files/${fileId}/heard/`;
const keyOf = (fileId: string, name: string): string => `${folder(fileId)}${name}.json`;
