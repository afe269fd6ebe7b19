import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';

/** The columns that a part holds, in its order. */
export const COPIED_COLUMNS = [
  'customer_id',
  'full_name',
  'email',
  'age',
  'date_of_birth',
  'phone_number',
  'country',
  'source_file_id',
] as const;

/** Copies a part into a table on the connection of a transaction, as its bytes arrive. Returns the number of rows. */
export async function copyInto(
  runner: QueryRunner,
  table: 'dim_customer' | 'sent_rows',
  part: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<number> {
  const client = (await runner.connect()) as PoolClient;
  const copy = client.query(copyFrom(`COPY ${table} (${COPIED_COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`));
  await pipeline(part, copy);
  return copy.rowCount;
}
