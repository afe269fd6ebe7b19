/** Kinds of ASCII bytes, so that a check is one look-up. */
const DIGIT = 1;
export const LETTER = 2;
/** Characters before the `@` of an address beside letters and digits; the full stop has rules of its own. */
const ADDRESS_MARK = 4;

/** A mask: a letter or a digit. */
export const ALPHANUMERIC = DIGIT | LETTER;

/** The kind of each byte; 0 for all others, also above 0x7F. */
export const KIND = new Uint8Array(256);
for (const char of '0123456789') KIND[char.charCodeAt(0)] = DIGIT;
for (const char of 'abcdefghijklmnopqrstuvwxyz') KIND[char.charCodeAt(0)] = KIND[char.charCodeAt(0) - 32] = LETTER;
for (const char of "!#$%&'*+/=?^_`{|}~-") KIND[char.charCodeAt(0)] = ADDRESS_MARK;

/** Removes ASCII white space at both ends; other white space stays. */
export function trimAscii(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isWhiteSpace(text.charCodeAt(from))) from++;
  while (from < to && isWhiteSpace(text.charCodeAt(to - 1))) to--;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

/** Tab, line feed, vertical tab, form feed, carriage return, space. */
export function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** The number that the ASCII digits in `bytes[from, to)` write, or -1 where one byte is no digit. */
export function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
