import { type PartHead, type PartName, PartUnreadable, readHead } from './part-head';

/** Where the rows of a part are, and whose: row `i` is `[starts[i], starts[i + 1])` of the part. */
export interface PartRows {
  /** How many there are; where that is more than were expected, the others have no place below. */
  found: number;
  starts: Uint32Array;
  ids: BigInt64Array;
}

const NO_MORE_ROWS = -1;

/** The most rows that fit in a part of this length. What is set aside for a part follows from it, never from an event. */
export function maxRowsOf({ bytes: head, columns }: PartHead, bytes: number): number {
  // A row whose fields are all empty: the number of its fields, and the length of each.
  return Math.floor(Math.max(0, bytes - head) / (2 + 4 * columns.length));
}

/** customer_id is the first field of a row: behind the number of fields and its own length. */
const ID_AT = 2 + 4;

/** Position behind the row at `at`. @throws RangeError where that is beyond the part */
function behind(part: Buffer, at: number, fields: number): number {
  let end = at + 2;
  for (let field = 0; field < fields; field++) end += 4 + Math.max(0, part.readInt32BE(end));
  return end;
}

const OUT_OF_RANGE = /^ERR_(?:OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/;

/** @throws PartUnreadable instead of a RangeError, which would tell the number that was read in the wrong place */
function readable<Result>(name: PartName, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw OUT_OF_RANGE.test((error as NodeJS.ErrnoException).code ?? '') ? new PartUnreadable(name) : error;
  }
}

/** How many rows a stored part has. @throws PartUnreadable, PartVersionUnknown */
export function rowsOfPart(part: Buffer, name: PartName): number {
  const head = readHead(part, name);
  return readable(name, () => {
    let rows = 0;
    for (let at = head.bytes; part.readInt16BE(at) !== NO_MORE_ROWS; rows++) at = behind(part, at, head.columns.length);
    return rows;
  });
}

/**
 * Finds the rows of a part.
 *
 * @param expected how many rows the part should have
 * @throws PartUnreadable where it is cut off or damaged
 */
export function findRows(part: Buffer, head: PartHead, expected: number, name: PartName): PartRows {
  const starts = new Uint32Array(expected + 1);
  const ids = new BigInt64Array(expected);
  let row = 0;
  readable(name, () => {
    let at = head.bytes;
    for (; part.readInt16BE(at) !== NO_MORE_ROWS; row++) {
      // Beyond the end of an array nothing is kept.
      starts[row] = at;
      ids[row] = part.readBigInt64BE(at + ID_AT);
      at = behind(part, at, head.columns.length);
    }
    starts[row] = at;
  });
  return { found: row, starts, ids };
}

/**
 * A part, of the same version, of some of the rows of a part, in their order. It is in one piece: sent run by run, every
 * tenth row took as long as all of them twice (measured).
 */
export function partOfRows(part: Buffer, head: PartHead, rows: PartRows, chosen: (row: number) => boolean): Buffer {
  const { found, starts } = rows;
  const picked = Buffer.allocUnsafeSlow(part.length);
  let size = part.copy(picked, 0, 0, head.bytes);
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
