import { isUtf8 } from 'node:buffer';

const CONTINUATIONS = Buffer.from(Array.from({ length: 64 }, (_, i) => 0x80 + i));

/** The characters that Windows-1252 has for the bytes 0x80 to 0xBF, by which UTF-8 continues a character. */
const CONTINUED = new TextDecoder('windows-1252').decode(CONTINUATIONS);
const BYTES = new Map([...CONTINUED].map((character, i) => [character, 0x80 + i]));

/** A character that begins one beyond ASCII in UTF-8, and one that continues it: few names have such a pair. */
const PAIR = new RegExp(`[\\u00c2-\\u00f4][${CONTINUED}]`);

/** The byte that Windows-1252 has for a character, or -1. */
function byteOf(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 0x80 || (code >= 0xc0 && code <= 0xff) ? code : (BYTES.get(text[i]!) ?? -1);
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
