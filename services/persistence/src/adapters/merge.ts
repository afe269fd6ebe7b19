import type { QueryRunner } from 'typeorm';
import { BUSINESS_COLUMNS, type Conflict } from '../domain/conflicts-file';
import { COPIED_COLUMNS, copyInto } from './copy';

/** What merging made of the rows of a part. */
export interface Merged {
  rows: number;
  inserted: number;
  unchanged: number;
  conflicts: Conflict[];
}

const [ID, ...OTHERS] = BUSINESS_COLUMNS;
const SAME = OTHERS.map((column) => `sent.${column} IS NOT DISTINCT FROM kept.${column}`).join(' AND ');
const BOTH = BUSINESS_COLUMNS.flatMap((column) => [`sent.${column}::text AS sent_${column}`, `kept.${column}::text AS kept_${column}`]).join(', ');

/**
 * Merges a part of which something may be in the table already, by a temporary table that ends with the transaction. Of
 * rows that repeat an id, the earlier line wins. What was inserted is equal to itself, so one join counts the unchanged.
 */
export async function merge(runner: QueryRunner, part: AsyncIterable<Buffer>): Promise<Merged> {
  await runner.query(`CREATE TEMPORARY TABLE sent_rows (line bigint GENERATED ALWAYS AS IDENTITY, LIKE dim_customer) ON COMMIT DROP`);
  await runner.query('ALTER TABLE sent_rows ALTER created_at DROP NOT NULL');
  const rows = await copyInto(runner, 'sent_rows', part);
  const columns = COPIED_COLUMNS.join(', ');
  const [{ inserted }] = await runner.query(`
    WITH added AS (
      INSERT INTO dim_customer (${columns})
      SELECT DISTINCT ON (${ID}) ${columns} FROM sent_rows ORDER BY ${ID}, line
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*)::int AS inserted FROM added`);
  const [{ same }] = await runner.query(`SELECT count(*)::int AS same FROM sent_rows sent JOIN dim_customer kept USING (${ID}) WHERE ${SAME}`);
  const conflicts = same === rows ? [] : await runner.query(`SELECT ${BOTH} FROM sent_rows sent JOIN dim_customer kept USING (${ID}) WHERE NOT (${SAME}) ORDER BY sent.line`);
  return { rows, inserted, unchanged: same - inserted, conflicts };
}
