import { isQuoted, type RecordView } from './record-view';

const NUL = 0x00;
const TAB = 0x09;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;

/** The position of the quote at `at` or behind blanks there, or -1. */
export function openingQuote(bytes: Buffer, at: number, limit: number, delimiter: number): number {
  const quote = behindBlanks(bytes, at, limit, delimiter);
  return quote < limit && bytes[quote] === QUOTE ? quote : -1;
}

export function behindBlanks(bytes: Buffer, at: number, limit: number, delimiter: number): number {
  let behind = at;
  while (behind < limit && (bytes[behind] === SPACE || (bytes[behind] === TAB && delimiter !== TAB))) behind++;
  return behind;
}

/** The position behind field `i`, and behind its closing quote. */
export function behindField(record: RecordView, i: number): number {
  return record.to[i]! + (isQuoted(record, i) ? 1 : 0);
}

/** Whether `bytes[from, to)` holds delimiters, blanks and pairs of quotes only: the fields behind `from` are empty. */
export function isEmptyFrom(bytes: Buffer, from: number, to: number, delimiter: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === delimiter || byte === SPACE || byte === TAB) continue;
    if (byte !== QUOTE || bytes[i + 1] !== QUOTE || i + 1 >= to || bytes[i + 2] === QUOTE) return false;
    i++;
  }
  return true;
}

/** Whether a byte is what trimming a cell removes. */
export function isBlankOrEnd(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CR);
}

export function isOnlyNul(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== NUL && !isBlankOrEnd(bytes[i]!)) return false;
  return true;
}
