import { pipeline } from 'node:stream/promises';
import type { PartHead } from '@customer-files/part-format';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';

/**
 * Copies a part into a table, as its bytes arrive, on the connection of a transaction: rows do not go through TypeORM.
 *
 * @returns the number of rows
 */
export async function copyInto(
  runner: QueryRunner,
  table: string,
  { columns }: PartHead,
  part: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<number> {
  const client = (await runner.connect()) as PoolClient;
  const names = columns.map(({ name }) => name).join(', ');
  const copy = client.query(copyFrom(`COPY ${table} (${names}) FROM STDIN (FORMAT binary)`));
  await pipeline(part, copy);
  return copy.rowCount;
}
