import type { ObjectCreated } from '../src/domain/object-created';

/** The detail of an "Object Created" event, with the fields that a test changes. */
export function created(object: Partial<ObjectCreated['object']> = {}, bucket = 'landing'): ObjectCreated {
  return {
    bucket: { name: bucket },
    object: { key: 'incoming/customers.csv', size: 100, etag: 'e1', 'version-id': 'v1', sequencer: '00A1', ...object },
  };
}

/** The detail of an event of a bucket without versioning. */
export function createdWithoutVersion(object: Partial<ObjectCreated['object']> = {}): ObjectCreated {
  const { 'version-id': _, ...rest } = created(object).object;
  return { bucket: { name: 'landing' }, object: rest };
}
