/** The referenced object does not exist any more, or its key holds another version now. No retry brings it back. */
export class ObjectNotFound extends Error {
  override readonly name = 'ObjectNotFound';
  readonly code = 'OBJECT_NOT_FOUND';

  /** The key stays out of the message: messages are logged, and keys are chosen by the sender of the file. */
  constructor(
    readonly bucket: string,
    readonly key: string,
  ) {
    super(`the object in ${bucket} does not exist or has changed`);
  }
}
