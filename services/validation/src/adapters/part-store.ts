import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import type { FinishedPart } from '../domain/part-writer';
import { partKey } from '../domain/names';

/**
 * An earlier attempt stored other bytes under this part: rules, settings or code changed in between. Nothing is mixed;
 * the file goes to the dead letters (docs/decisions).
 */
export class PartChanged extends Error {
  override readonly name = 'PartChanged';
  readonly code = 'PART_CHANGED';

  constructor(readonly fileId: string, readonly part: number) {
    super(`part ${part} of file ${fileId} was stored with other content by an earlier attempt; delete its parts and send the event again`);
  }
}

/** Stores a part once. Finds it there on a second attempt; throws {@link PartChanged} where it is not the same. */
export async function storePart(store: ObjectStore, bucket: string, fileId: string, { part, bytes }: FinishedPart): Promise<StoredObject> {
  const key = partKey(fileId, part);
  const stored = await store.putIfAbsent(bucket, key, bytes, { contentType: 'application/octet-stream' });
  if (stored) return stored;
  const earlier = await store.get(bucket, key);
  if (!earlier?.body.equals(bytes)) throw new PartChanged(fileId, part);
  return earlier.object;
}
