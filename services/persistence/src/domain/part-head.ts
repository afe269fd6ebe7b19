const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const EXTENSION_BYTES = 16;
const LOWEST_ID_AT = SIGNATURE.length + 8;

/** Bytes before the first row of a part. */
export const HEAD_BYTES = LOWEST_ID_AT + EXTENSION_BYTES;

/** Of a row. */
export const FIELDS = 8;

/** A row whose fields are all empty: the number of its fields, and the length of each. */
const LEAST_ROW_BYTES = 2 + 4 * FIELDS;

/** The most rows that fit in a part of this length. What is set aside for a part follows from it, never from an event. */
export const mostRows = (bytes: number): number => Math.floor(Math.max(0, bytes - HEAD_BYTES) / LEAST_ROW_BYTES);

/** What the head of a part tells of it: every customer_id in it is between these two. */
export interface PartHead {
  lowestId: bigint;
  highestId: bigint;
}

/** A part is not what validation writes. Nothing of it is loaded. */
export class PartUnreadable extends Error {
  override readonly name = 'PartUnreadable';
  readonly code = 'PART_UNREADABLE';

  constructor(
    readonly fileId: string,
    readonly part: number,
  ) {
    super(`part ${part} of file ${fileId} is not a part as validation writes it`);
  }
}

/**
 * Reads the head of a part (docs/decisions, the format of parts); what is behind it is PostgreSQL's to read. Throws {@link PartUnreadable}.
 *
 * @param bytes the first bytes of the part, or all of it where it is shorter than a head
 */
export function readHead(bytes: Buffer, fileId: string, part: number): PartHead {
  const whole = bytes.length > HEAD_BYTES && bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
  if (!whole || bytes.readInt32BE(SIGNATURE.length + 4) !== EXTENSION_BYTES) throw new PartUnreadable(fileId, part);
  return { lowestId: bytes.readBigInt64BE(LOWEST_ID_AT), highestId: bytes.readBigInt64BE(LOWEST_ID_AT + 8) };
}
