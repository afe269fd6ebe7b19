import type { RefusalCode } from '@customer-files/customer-schema';

/** A fault of the file as a whole. Thrown by a stream that cannot go on, caught by whoever refuses the file; a retry cures nothing. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  /**
   * @param code one of the README's codes of a file
   * @param message what is wrong, for a person; nothing of a customer in it
   * @param hint what to do about it, likewise
   */
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}
