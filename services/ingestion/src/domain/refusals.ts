import type { Examined } from '@customer-files/csv';

type Refused = Extract<Examined, { kind: 'refused' }>;

/** The object that was announced is not there to be looked into. */
export const fileGone: Refused = {
  kind: 'refused',
  code: 'FILE_GONE',
  message: 'The file was deleted or replaced before it could be read.',
  hint: 'Send the file again, and do not change it while it is processed.',
};

/**
 * A file that is too large without being looked into.
 *
 * @param bytes as stored: what a file unpacks to is found out by reading it
 */
export function fileTooLarge(bytes: number, maxBytes: number): Refused {
  return {
    kind: 'refused',
    code: 'FILE_TOO_LARGE',
    message: `The file has ${bytes} bytes; the feed allows ${maxBytes}.`,
    hint: 'Split the file into smaller ones, each with the header, or raise maxBytes in the settings of the feed.',
  };
}
