import type { ObjectCreated } from '../src/domain/object-created';

/** S3's event of an upload, with what a test wants to be otherwise. */
export function created(object: Partial<ObjectCreated['object']> = {}, bucket = 'landing'): ObjectCreated {
  return {
    bucket: { name: bucket },
    object: { key: 'incoming/customers.csv', size: 100, etag: 'e1', 'version-id': 'v1', sequencer: '00A1', ...object },
  };
}

/** The same in a bucket without versions. */
export function createdWithoutVersion(object: Partial<ObjectCreated['object']> = {}): ObjectCreated {
  const { 'version-id': _, ...rest } = created(object).object;
  return { bucket: { name: 'landing' }, object: rest };
}
