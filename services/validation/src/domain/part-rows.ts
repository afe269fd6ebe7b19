import { FIELDS, HEADER_BYTES } from './part-writer';

/** How many rows a part has that an earlier attempt wrote. */
export function rowsOfPart(bytes: Buffer): number {
  let rows = 0;
  for (let at = HEADER_BYTES; bytes.readInt16BE(at) !== -1; rows++) {
    at += 2;
    for (let field = 0; field < FIELDS; field++) at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return rows;
}
