import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { partKey } from '../domain/names';
import { rowsOfPart } from '../domain/part-rows';
import type { FinishedPart } from '../domain/part-writer';

/**
 * An earlier attempt stored other bytes under this part: rules, settings or code changed in between. Nothing is mixed;
 * the file goes to the dead letters (docs/decisions).
 */
export class PartChanged extends Error {
  override readonly name = 'PartChanged';
  readonly code = 'PART_CHANGED';

  constructor(
    readonly fileId: string,
    readonly part: number,
  ) {
    super(
      `part ${part} of file ${fileId} was stored with other content by an earlier attempt; if no part of the file is in part_ledger, delete its parts and send the event again, else send the file again as a new object`,
    );
  }
}

/** A part as it is stored. */
export interface StoredPart {
  part: number;
  rows: number;
  accepted: StoredObject;
}

/** Stands where the part after the last one would be. */
const SEAL = Buffer.from('no part follows\n');

const options = { contentType: 'application/octet-stream' };

/** Stores a part once. Finds it there on a second attempt; throws {@link PartChanged} where it is not the same. */
export async function storePart(
  store: ObjectStore,
  bucket: string,
  fileId: string,
  { part, bytes }: FinishedPart,
): Promise<StoredObject> {
  const key = partKey(fileId, part);
  const stored = await store.putIfAbsent(bucket, key, bytes, options);
  if (stored) return stored;
  const earlier = await store.get(bucket, key);
  if (!earlier?.body.equals(bytes)) throw new PartChanged(fileId, part);
  return earlier.object;
}

/**
 * Decides that a file has no part of this number, so that no other attempt, at work or still to come, can store one (and
 * announce it). False where there is one.
 */
export async function seal(store: ObjectStore, bucket: string, fileId: string, part: number): Promise<boolean> {
  const key = partKey(fileId, part);
  return (
    (await store.putIfAbsent(bucket, key, SEAL, options)) !== null || (await store.get(bucket, key))!.body.equals(SEAL)
  );
}

/** The parts that earlier attempts stored, from the first one on without a gap; no more can follow then. Only of these can any have been announced. */
export async function sealedParts(store: ObjectStore, bucket: string, fileId: string): Promise<StoredPart[]> {
  const parts: StoredPart[] = [];
  for (let part = 1; !(await seal(store, bucket, fileId, part)); part++) {
    const { body, object } = (await store.get(bucket, partKey(fileId, part)))!;
    parts.push({ part, rows: rowsOfPart(body), accepted: object });
  }
  return parts;
}
