import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CloudHandle } from '@customer-files/local-cloud';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { SAMPLES } from '../program';

/** The columns of `dim_customer` that come from the file. */
export const BUSINESS = 'customer_id, full_name, email, age, date_of_birth, phone_number, country';

async function withClient<Result>({ endpoints }: CloudHandle, use: (client: pg.Client) => Promise<Result>) {
  const { host, port, database, owner } = endpoints.postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The result of a query, as `npm run sql` prints it: the header first, all values as text. */
export const query = (cloud: CloudHandle, statement: string): Promise<string[][]> =>
  withClient(
    cloud,
    async (client) =>
      parse(await text(client.query(copyTo(`COPY (${statement}) TO STDOUT (FORMAT csv, HEADER)`)))) as string[][],
  );

/** Empties the table and the ledger. Before the first deploy there is nothing to empty. */
export const empty = (cloud: CloudHandle): Promise<unknown> =>
  withClient(cloud, (client) =>
    client.query(
      "DO $$ BEGIN IF to_regclass('part_ledger') IS NOT NULL THEN TRUNCATE dim_customer, part_ledger; END IF; END $$",
    ),
  );

/** The rows of `dim_customer` that a sample gives an empty table, the header first: of two rows with one id, the earlier. */
export function expectedTable(name: string): string[][] {
  const [header, ...rows] = parse(readFileSync(join(SAMPLES, 'expected-rows', `${name}.rows.csv`))) as string[][];
  const first = new Map(rows.map((row) => [row[0]!, row]).reverse() as [string, string[]][]);
  return [header!, ...[...first.values()].sort((a, b) => (BigInt(a[0]!) < BigInt(b[0]!) ? -1 : 1))];
}
