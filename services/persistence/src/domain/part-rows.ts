import { FIELDS, HEAD_BYTES } from './part-head';

/** Where the rows of a part are, and whose: row `i` is `[starts[i], starts[i + 1])` of the part. */
export interface PartRows {
  /** How many there are; where that is more than were expected, the others have no place below. */
  found: number;
  starts: Uint32Array;
  ids: BigInt64Array;
}

const NO_MORE_ROWS = -1;
const ID_AT = 6;

/** Position behind the row at `at`, or beyond the part where it is cut off. */
function behind(part: Buffer, at: number): number {
  let end = at + 2;
  for (let field = 0; field < FIELDS; field++) end += 4 + Math.max(0, part.readInt32BE(end));
  return end;
}

/** Finds the rows of a part. Throws `RangeError` where it is cut off. @param expected rows */
export function findRows(part: Buffer, expected: number): PartRows {
  const starts = new Uint32Array(expected + 1);
  const ids = new BigInt64Array(expected);
  let row = 0;
  let at = HEAD_BYTES;
  for (; part.readInt16BE(at) !== NO_MORE_ROWS; row++) {
    // Beyond the end of an array nothing is kept.
    starts[row] = at;
    ids[row] = part.readBigInt64BE(at + ID_AT);
    at = behind(part, at);
  }
  starts[row] = at;
  return { found: row, starts, ids };
}

/** A part of some of the rows of a part, in their order. In one piece: sent run by run, every tenth row took as long as all of them twice (measured). */
export function partOfRows(part: Buffer, { found, starts }: PartRows, chosen: (row: number) => boolean): Buffer {
  const picked = Buffer.allocUnsafeSlow(part.length);
  let size = part.copy(picked, 0, 0, HEAD_BYTES);
  for (let from = 0; from < found; from++) {
    if (!chosen(from)) continue;
    let to = from + 1;
    while (to < found && chosen(to)) to++;
    size += part.copy(picked, size, starts[from], starts[to]);
    from = to;
  }
  size += part.copy(picked, size, starts[found]);
  return picked.subarray(0, size);
}
