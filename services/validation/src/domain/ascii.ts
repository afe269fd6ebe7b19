/** Kinds of ASCII bytes, so that a check is one look-up. */
export const DIGIT = 1;
export const LETTER = 2;
/** Allowed before the `@` of an address beside letters and digits; the full stop has rules of its own. */
export const ADDRESS_MARK = 4;

/** By byte; 0 for everything else, also above 0x7F. */
export const KIND = new Uint8Array(256);
for (const char of '0123456789') KIND[char.charCodeAt(0)] = DIGIT;
for (const char of 'abcdefghijklmnopqrstuvwxyz') KIND[char.charCodeAt(0)] = KIND[char.charCodeAt(0) - 32] = LETTER;
for (const char of "!#$%&'*+/=?^_`{|}~-") KIND[char.charCodeAt(0)] = ADDRESS_MARK;

/** Without the ASCII white space around it; no other white space counts. */
export function trimAscii(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isWhiteSpace(text.charCodeAt(from))) from++;
  while (from < to && isWhiteSpace(text.charCodeAt(to - 1))) to--;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

/** The same on bytes: tab, line feed, vertical tab, form feed, carriage return, space. */
export function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** The number that the digits `[from, to)` write, or -1 where one of them is none. */
export function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
