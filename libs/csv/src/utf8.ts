import { isUtf8 } from 'node:buffer';

/** Bytes of the UTF-8 character that begins with this byte; 0 where none can. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** Bytes of the UTF-8 character at `at`; 0 where the bytes there do not decode. */
export function characterLength(bytes: Buffer, at: number): number {
  const length = sequenceLength(bytes[at]!);
  if (length < 2) return length;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** The position of the first byte that does not decode, or the end. */
export function firstUndecodable(bytes: Buffer): number {
  let at = 0;
  for (let length = 1; at < bytes.length && length > 0; at += length) length = characterLength(bytes, at);
  return at;
}

/** The bytes from `at` on, without a character that is incomplete at the end. */
export function wholeCharacters(bytes: Buffer, at: number): Buffer {
  let end = bytes.length;
  for (let back = 1; back <= 3 && end - back >= at; back++) {
    const byte = bytes[end - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      end -= back;
      break;
    }
  }
  return bytes.subarray(at, end);
}
