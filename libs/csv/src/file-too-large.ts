import type { Examined } from './examine';

/**
 * A file that is too large without being looked into.
 *
 * @param bytes as stored: what a file unpacks to is found out by reading it
 */
export function fileTooLarge(bytes: number, maxBytes: number): Extract<Examined, { kind: 'refused' }> {
  return {
    kind: 'refused',
    code: 'FILE_TOO_LARGE',
    message: `The file has ${bytes} bytes; the feed allows ${maxBytes}.`,
    hint: 'Split the file into smaller ones, each with the header, or raise maxBytes in the settings of the feed.',
  };
}
