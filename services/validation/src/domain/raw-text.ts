import { isUtf8 } from 'node:buffer';

const CUT_MARK = ' [cut]';

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

function escapedBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]!);
    const character = bytes.subarray(at, at + length);
    const readable = length > 0 && character.length === length && bytes[at] !== 0 && isUtf8(character);
    text += readable ? character.toString('utf8') : `\\x${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}`;
    at += readable ? length : 1;
  }
  return text;
}

/** A damaged record as text: undecodable bytes and NUL as `\xNN`, and a mark where it was cut. */
export function rawText(bytes: Buffer, cut: boolean): string {
  const text = isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : escapedBytes(bytes);
  return cut ? text + CUT_MARK : text;
}
