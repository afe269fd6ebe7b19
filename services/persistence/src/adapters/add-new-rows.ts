import { buffer } from 'node:stream/consumers';
import type { QueryRunner } from 'typeorm';
import { findRows, partOfRows } from '../domain/part-rows';
import { compare } from './compare';
import { copyInto } from './copy';
import type { Loaded } from './load-rows';

/** The ids of these that are in the table, found by its index alone, whatever the planner knows of the table. */
async function presentOf(runner: QueryRunner, ids: BigInt64Array): Promise<Set<bigint>> {
  const [{ present }] = await runner.query('SELECT array_agg(customer_id)::text AS present FROM dim_customer WHERE customer_id = ANY($1::bigint[])', [`{${ids.join(',')}}`]);
  return new Set((present as string | null)?.slice(1, -1).split(',').map(BigInt));
}

/**
 * Loads a part of which something is in the table: what is new is copied straight in, the rest is compared with what is there. Of
 * rows that repeat an id the earlier line is the new one. Some three times as fast as `ON CONFLICT` for every row (measured).
 */
export async function addNewRows(runner: QueryRunner, content: AsyncIterable<Buffer>, announced: number): Promise<Loaded> {
  const part = await buffer(content);
  const rows = findRows(part, announced);
  if (rows.found !== announced) return { rows: rows.found, inserted: 0, unchanged: 0, conflicts: [] };
  const present = await presentOf(runner, rows.ids);
  const isNew = new Uint8Array(announced);
  let inserted = 0;
  for (let row = 0; row < announced; row++) {
    const id = rows.ids[row]!;
    if (present.has(id)) continue;
    present.add(id);
    isNew[row] = 1;
    inserted++;
  }
  if (inserted > 0) await copyInto(runner, 'dim_customer', [partOfRows(part, rows, (row) => isNew[row] === 1)]);
  if (inserted === announced) return { rows: announced, inserted, unchanged: 0, conflicts: [] };
  const compared = await compare(runner, partOfRows(part, rows, (row) => isNew[row] === 0), announced - inserted);
  return { rows: announced, inserted, ...compared };
}
