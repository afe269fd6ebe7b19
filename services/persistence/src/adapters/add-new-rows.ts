import type { QueryRunner } from 'typeorm';
import type { Loaded } from '../domain/loaded';
import { type PartHead, type PartRows, partOfRows } from '@customer-files/part-format';
import { compare } from './compare';
import { copyInto } from './copy';

/**
 * Loads a part of which something is in the table: what is new is copied straight in, the rest is compared with what is there. Of
 * rows that repeat an id the earlier line is the new one. Some three times as fast as `ON CONFLICT` for every row (measured).
 *
 * @param present the ids of the part that are in the table; those of its new rows are added
 * @param near given where the table has few ids between these
 */
export async function addNewRows(
  runner: QueryRunner,
  part: Buffer,
  head: PartHead,
  rows: PartRows,
  present: Set<bigint>,
  near: PartHead | null,
): Promise<Loaded> {
  const { found, ids } = rows;
  const isNew = new Uint8Array(found);
  let inserted = 0;
  for (let row = 0; row < found; row++) {
    if (present.has(ids[row]!)) continue;
    present.add(ids[row]!);
    isNew[row] = 1;
    inserted++;
  }
  if (inserted > 0)
    await copyInto(runner, 'dim_customer', head, [partOfRows(part, head, rows, (row) => isNew[row] === 1)]);
  if (inserted === found) return { rows: found, inserted, unchanged: 0, conflicts: [] };
  const compared = await compare(
    runner,
    head,
    partOfRows(part, head, rows, (row) => isNew[row] === 0),
    found - inserted,
    near,
  );
  return { rows: found, inserted, ...compared };
}
