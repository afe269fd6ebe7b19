import type { StoredObject } from '@customer-files/events';
import { EventRefused } from './envelope';

/** A folder of a bucket, which a function knows from its own environment. */
export interface Folder {
  bucket: string;
  /** Ends with a slash. */
  prefix: string;
}

/** Whether a claim check refers to an object in a folder, or in a folder of it. */
export function isWithin({ bucket, key }: StoredObject, folder: Folder): boolean {
  return bucket === folder.bucket && key.startsWith(folder.prefix);
}

/**
 * Refuses an event whose claim check leads out of the folder where such objects are: what an event says does not decide
 * what a function reads.
 *
 * @param field of the event that holds the claim check
 * @throws {EventRefused} which names the field and the folder, and not the object
 */
export function requireWithin(field: string, object: StoredObject, folder: Folder): void {
  if (!isWithin(object, folder))
    throw new EventRefused(`${field} is not an object of ${folder.bucket} under ${folder.prefix}`);
}
