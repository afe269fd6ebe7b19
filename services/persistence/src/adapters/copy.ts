import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { PartHead } from '@customer-files/part-format';
import type { QueryRunner } from 'typeorm';

/** Copies a part into a table on the connection of a transaction, as its bytes arrive. Returns the number of rows. */
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
