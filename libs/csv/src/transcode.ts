import type { Encoding } from '@customer-files/events';

/**
 * Converts bytes of one encoding to UTF-8. What cannot be decoded becomes invalid UTF-8, never U+FFFD, so that it is
 * found later.
 */
export interface Transcoder {
  write(chunk: Buffer): Buffer;
  end(): Buffer;
}

const NOTHING = Buffer.alloc(0);

/** A byte that never occurs in UTF-8: half a UTF-16 unit at the end of a file. */
const UNDECODABLE = Buffer.from([0xff]);

/** The characters of windows-1252 from 0x80 to 0x9F; the unassigned ones are C1 controls, as in the WHATWG standard. */
export const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const LONE_SURROGATE = /([\uD800-\uDFFF])/u;

/** A lone surrogate as the three bytes that UTF-8 would encode it in, which no decoder accepts. */
function surrogateBytes(surrogate: string): Buffer {
  const unit = surrogate.charCodeAt(0);
  return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
}

function encodeKeepingFaults(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    text.split(LONE_SURROGATE).map((piece, i) => (i % 2 ? surrogateBytes(piece) : Buffer.from(piece, 'utf8'))),
  );
}

class Utf16Transcoder implements Transcoder {
  private rest: Buffer = NOTHING;

  constructor(private readonly bigEndian: boolean) {}

  write(chunk: Buffer): Buffer {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const whole = this.wholeCharacters(bytes);
    this.rest = Buffer.from(bytes.subarray(whole));
    return encodeKeepingFaults(this.text(bytes.subarray(0, whole)));
  }

  end(): Buffer {
    const whole = this.rest.length & ~1;
    const text = encodeKeepingFaults(this.text(this.rest.subarray(0, whole)));
    return whole === this.rest.length ? text : Buffer.concat([text, UNDECODABLE]);
  }

  /** The number of bytes up to which no code unit and no surrogate pair is incomplete. */
  private wholeCharacters(bytes: Buffer): number {
    const units = bytes.length & ~1;
    if (units === 0) return 0;
    const last = this.bigEndian ? bytes.readUInt16BE(units - 2) : bytes.readUInt16LE(units - 2);
    return last >= 0xd800 && last <= 0xdbff ? units - 2 : units;
  }

  private text(bytes: Buffer): string {
    return (this.bigEndian ? Buffer.from(bytes).swap16() : bytes).toString('utf16le');
  }
}

class SingleByteTranscoder implements Transcoder {
  constructor(private readonly text: (chunk: Buffer) => string) {}

  write(chunk: Buffer): Buffer {
    return Buffer.from(this.text(chunk), 'utf8');
  }

  end(): Buffer {
    return NOTHING;
  }
}

const utf8: Transcoder = { write: (chunk) => chunk, end: () => NOTHING };

/** The transcoder of an encoding. UTF-8 passes through unchanged. */
export function transcoderFor(encoding: Encoding): Transcoder {
  if (encoding === 'utf-8') return utf8;
  if (encoding === 'latin1') return new SingleByteTranscoder((chunk) => chunk.toString('latin1'));
  // The TextDecoder of Node.js 24 reads windows-1252 as latin1 (tried), so it is not used.
  if (encoding === 'windows-1252') {
    return new SingleByteTranscoder((chunk) =>
      chunk.toString('latin1').replace(/[\x80-\x9f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80]!),
    );
  }
  return new Utf16Transcoder(encoding === 'utf-16be');
}
