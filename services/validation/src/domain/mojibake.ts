import { isUtf8 } from 'node:buffer';
import { WINDOWS_1252 } from '@customer-files/csv';

/** The bytes of the characters that Windows-1252 has from 0x80 to 0x9F. */
const BYTES = new Map([...WINDOWS_1252].map((character, i) => [character, 0x80 + i]));

/** A character that begins one beyond ASCII in UTF-8, and one that continues it: few names have such a pair. */
const PAIR = new RegExp(`[\\u00c2-\\u00f4][\\u0080-\\u00bf${WINDOWS_1252}]`);

/** The byte that Windows-1252 has for a character, or Latin-1 for a control character; or -1. */
function byteOf(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code <= 0xff ? code : (BYTES.get(text[i]!) ?? -1);
}

/**
 * Whether a text is UTF-8 that was once read as Windows-1252 (`JesÃºs` for `Jesús`): its bytes in Windows-1252 are valid
 * UTF-8 beyond ASCII.
 *
 * @param text in NFC
 */
export function isMojibake(text: string): boolean {
  if (!PAIR.test(text)) return false;
  const bytes = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOf(text, i);
    if (byte < 0) return false;
    bytes[i] = byte;
  }
  return isUtf8(bytes);
}

/** Whether a part of a text beyond ASCII is mojibake. */
export function hasMojibake(text: string): boolean {
  return text
    .normalize('NFC')
    .split(/[\x00-\x7f]+/)
    .some(isMojibake);
}
