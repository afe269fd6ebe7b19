export { ObjectNotFound } from './object-not-found';
export { objectStore } from './s3-object-store';
export type { Listed, ListedVersion, ObjectStore, PutOptions } from './object-store';
