import type { ObjectStore } from '@customer-files/object-store';
import {
  type EventsByKey,
  eventKey,
  type FileProgress,
  type FileProgressEvent,
  fileProgressOf,
  isComplete,
  partsOf,
  type StoredEvent,
} from '../domain/file-progress';

/** An event as it is stored. Before 0.2.0 `firstSeenAt` was called `heardAt`, and the earliest objects have neither. */
type StoredJson = Omit<StoredEvent, 'firstSeenAt'> & { firstSeenAt?: string; heardAt?: string };

/** Before 0.2.0 events were stored in `files/<file id>/heard/`. They are still read. */
const EVENT_OBJECT = /^(events|heard)\/(.+)\.json$/;

/**
 * The events of each file, as one small object per event: `files/<file id>/events/<event key>.json`. Each is written
 * with `If-None-Match`, so a repeated delivery changes nothing.
 */
export class FileEventStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
  ) {}

  /**
   * Stores an event unless it is stored already. The listing follows the write, so of several invocations that store
   * the events of a file at once, at least the last one sees them all.
   *
   * @param time of the event's envelope
   * @returns the progress of the event's file if all its events are stored now, else null
   */
  async add(event: FileProgressEvent, time: string, now: Date): Promise<FileProgress | null> {
    const key = eventKey(event);
    const added: StoredEvent = { time, firstSeenAt: now.toISOString(), event };
    const objectKey = `${folderOf(event.fileId)}events/${key}.json`;
    const isNew = await this.store.putIfAbsent(this.bucket, objectKey, JSON.stringify(added), {
      contentType: 'application/json',
    });
    const objects = await this.list(event.fileId);
    const known: EventsByKey = new Map(isNew && objects.get(key) === objectKey ? [[key, added]] : []);
    const totals = await this.read(objects, ['refused', 'validated'], known);
    return isComplete(objects.keys(), partsOf(totals))
      ? fileProgressOf(await this.read(objects, [...objects.keys()], new Map([...known, ...totals])))
      : null;
  }

  /** All events of a file that are stored so far. */
  async all(fileId: string): Promise<EventsByKey> {
    const objects = await this.list(fileId);
    return this.read(objects, [...objects.keys()], new Map());
  }

  /**
   * The object of each event of a file, by event key. Of an event that is in both folders it is the old folder's,
   * because it was stored first: a delivery after the upgrade is a repeated one, and does not make the file look
   * active.
   */
  private async list(fileId: string): Promise<Map<string, string>> {
    const objects = new Map<string, string>();
    const folder = folderOf(fileId);
    // One listing for both folders.
    for await (const { key: objectKey } of this.store.list(this.bucket, folder)) {
      const [, subfolder, key] = EVENT_OBJECT.exec(objectKey.slice(folder.length)) ?? [];
      if (key && (subfolder === 'heard' || !objects.has(key))) objects.set(key, objectKey);
    }
    return objects;
  }

  /** Reads the events with these keys that have an object. @param known are not read again */
  private async read(
    objects: ReadonlyMap<string, string>,
    keys: readonly string[],
    known: EventsByKey,
  ): Promise<EventsByKey> {
    const read = async (key: string): Promise<[string, StoredEvent]> => [
      key,
      known.get(key) ?? (await this.get(objects.get(key)!)),
    ];
    return new Map(await Promise.all(keys.filter((key) => objects.has(key)).map(read)));
  }

  private async get(objectKey: string): Promise<StoredEvent> {
    const stored = await this.store.get(this.bucket, objectKey);
    if (!stored) throw new Error(`${objectKey} was deleted between its listing and its reading`);
    const { time, firstSeenAt, heardAt, event } = JSON.parse(stored.body.toString('utf8')) as StoredJson;
    return { time, firstSeenAt: firstSeenAt ?? heardAt ?? time, event };
  }
}

const folderOf = (fileId: string): string => `files/${fileId}/`;
