import type { RefusalCode } from '@customer-files/customer-schema';

/**
 * A fault of the file as a whole, which no retry cures: the file is refused. Thrown by a stream that cannot go on, and
 * caught by the use case that refuses the file.
 */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  /**
   * @param message what is wrong, in words for a person; contains no customer data
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

const SEND_AGAIN = 'Send the file again, and do not change it while it is processed.';
const SPLIT = 'Split the file into smaller ones, each with the header, or raise maxBytes in the settings of the feed.';

/** The object that the event names does not exist any more, or its content has changed. */
export function fileNotFound(): FileFault {
  return new FileFault('FILE_GONE', 'The file was deleted or replaced before it could be read.', SEND_AGAIN);
}

/**
 * The object disappeared after an earlier attempt had published parts of it. What that attempt rejected is unknown.
 *
 * @param loaded rows in the published parts
 */
export function fileDisappeared(loaded: number): FileFault {
  return new FileFault(
    'FILE_GONE',
    `The file was deleted or replaced while it was read; ${loaded} of its rows are loaded, ` +
      'and of the others nothing is known.',
    SEND_AGAIN,
  );
}

/** The stored object alone is larger than the feed allows; nothing of it is read. */
export function fileTooLarge(bytes: number, maxBytes: number): FileFault {
  return new FileFault('FILE_TOO_LARGE', `The file has ${bytes} bytes; the feed allows ${maxBytes}.`, SPLIT);
}

/** The decompressed text is larger than the feed allows. */
export function textTooLarge(maxBytes: number): FileFault {
  return new FileFault('FILE_TOO_LARGE', `The file holds more than ${maxBytes} bytes of text.`, SPLIT);
}
