import type { ObjectStore } from '@customer-files/object-store';
import { type Filed, type Heard, type HeardEvent, heardName, heardOf, isComplete } from '../domain/heard';

/** What was heard of each file, as small objects: one per event, so that a delivery more changes nothing. */
export class HeardFiles {
  constructor(private readonly store: ObjectStore, private readonly bucket: string) {}

  /** @param time of the event's envelope */
  async keep(event: HeardEvent, time: string): Promise<void> {
    await this.store.putIfAbsent(this.bucket, `${folder(event.fileId)}${heardName(event)}.json`, JSON.stringify({ time, event } satisfies Filed), { contentType: 'application/json' });
  }

  /** Everything that was heard of a file, or null where something is still to come. */
  async complete(fileId: string): Promise<Heard | null> {
    const names = new Set<string>();
    for await (const { key } of this.store.list(this.bucket, folder(fileId))) names.add(key.slice(folder(fileId).length, -'.json'.length));
    const total = names.has('refused') ? 'refused' : 'validated';
    const parts = names.has(total) ? ((await this.read(fileId, total)).event as { parts: number }).parts : null;
    if (!isComplete(names, parts)) return null;
    return heardOf(new Map(await Promise.all([...names].map(async (name) => [name, await this.read(fileId, name)] as const))));
  }

  private async read(fileId: string, name: string): Promise<Filed> {
    const stored = await this.store.get(this.bucket, `${folder(fileId)}${name}.json`);
    return JSON.parse(stored!.body.toString('utf8')) as Filed;
  }
}

const folder = (fileId: string): string => `files/${fileId}/heard/`;
