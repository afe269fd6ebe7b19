const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const EXTENSION_BYTES = 16;
const LOWEST_ID_AT = SIGNATURE.length + 8;
const HEADER_BYTES = LOWEST_ID_AT + EXTENSION_BYTES;

/** What the head of a part tells of it. */
export interface PartContent {
  /** The whole part, as COPY reads it. */
  bytes: Buffer;
  /** Every customer_id in it is between these two. */
  lowestId: bigint;
  highestId: bigint;
}

/** A part is not what validation writes. Nothing of it is loaded. */
export class PartUnreadable extends Error {
  override readonly name = 'PartUnreadable';
  readonly code = 'PART_UNREADABLE';

  constructor(readonly fileId: string, readonly part: number) {
    super(`part ${part} of file ${fileId} is not a part as validation writes it`);
  }
}

/** Reads the head of a part (docs/decisions, the format of parts). Throws {@link PartUnreadable}. */
export function readPart(bytes: Buffer, fileId: string, part: number): PartContent {
  const whole = bytes.length > HEADER_BYTES && bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE) && bytes.readInt16BE(bytes.length - 2) === -1;
  if (!whole || bytes.readInt32BE(SIGNATURE.length + 4) !== EXTENSION_BYTES) throw new PartUnreadable(fileId, part);
  return { bytes, lowestId: bytes.readBigInt64BE(LOWEST_ID_AT), highestId: bytes.readBigInt64BE(LOWEST_ID_AT + 8) };
}
