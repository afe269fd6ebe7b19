/** A pinned object is not there any more, or is another one now. No retry brings it back. */
export class ObjectGone extends Error {
  override readonly name = 'ObjectGone';
  readonly code = 'OBJECT_GONE';

  /** The key is not in the message: it ends in logs, and was chosen by somebody else. */
  constructor(
    readonly bucket: string,
    readonly key: string,
  ) {
    super(`the object in ${bucket} is gone or has changed`);
  }
}
