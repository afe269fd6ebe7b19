import type { ObjectStore } from '@customer-files/object-store';
import { type Filed, type Heard, type HeardEvent, heardName, heardOf, isComplete, partsOf } from '../domain/heard';

/** What was heard of each file, as small objects: one per event, so that a delivery more changes nothing. */
export class HeardFiles {
  constructor(private readonly store: ObjectStore, private readonly bucket: string) {}

  /** @param time of the event's envelope */
  async keep(event: HeardEvent, time: string, now: Date): Promise<void> {
    const filed: Filed = { time, heardAt: now.toISOString(), event };
    await this.store.putIfAbsent(this.bucket, `${folder(event.fileId)}${heardName(event)}.json`, JSON.stringify(filed), { contentType: 'application/json' });
  }

  /** Everything that was heard of a file, or null where something is still to come. */
  async complete(fileId: string): Promise<Heard | null> {
    const names = await this.names(fileId);
    const totals = await this.read(fileId, names.filter((name) => name === 'refused' || name === 'validated'));
    return isComplete(new Set(names), partsOf(totals)) ? heardOf(await this.read(fileId, names)) : null;
  }

  /** Everything that was heard of a file so far, by the events' names. */
  async soFar(fileId: string): Promise<Map<string, Filed>> {
    return this.read(fileId, await this.names(fileId));
  }

  private async names(fileId: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { key } of this.store.list(this.bucket, folder(fileId))) names.push(key.slice(folder(fileId).length, -'.json'.length));
    return names;
  }

  private async read(fileId: string, names: readonly string[]): Promise<Map<string, Filed>> {
    const read = async (name: string): Promise<[string, Filed]> => {
      const stored = await this.store.get(this.bucket, `${folder(fileId)}${name}.json`);
      return [name, JSON.parse(stored!.body.toString('utf8')) as Filed];
    };
    return new Map(await Promise.all(names.map(read)));
  }
}

const folder = (fileId: string): string => `files/${fileId}/heard/`;
