/** A pinned object is not there any more, or is another one now. */
export class ObjectGone extends Error {
  override readonly name = 'ObjectGone';
  readonly code = 'OBJECT_GONE';

  constructor(readonly bucket: string, readonly key: string) {
    super(`the object in ${bucket} is gone or has changed`);
  }
}
