import { pipeline } from 'node:stream/promises';
import { oneLine } from '@customer-files/format';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { SqlCommand } from '../command';
import { hasLocalDatabase, NO_DATABASE, withLocalDatabase } from '../local-database';

/** Statements whose result COPY can stream. */
const QUERY = /^\s*(?:SELECT|WITH|VALUES|TABLE)\b/i;

const BROKEN = 1;

async function run(client: pg.Client, query: string): Promise<void> {
  const statement = query.trim().replace(/;\s*$/, '');
  if (QUERY.test(statement)) {
    await pipeline(client.query(copyTo(`COPY (${statement}\n) TO STDOUT (FORMAT csv, HEADER)`)), process.stdout, {
      end: false,
    });
    return;
  }
  const { command, rowCount } = await client.query(query);
  process.stderr.write(`${command} ${rowCount ?? ''}\n`);
}

/** The error of a query for a terminal, with the text at its position: both can hold any character of the query. */
export function failure(query: string, { message, position }: { message: string; position?: string }): string {
  const at = query.slice(Math.max(0, Number(position) - 1 - 'COPY ('.length)).slice(0, 20);
  return oneLine(position ? `${message} (near: ${at})` : message);
}

/** `customer-files sql`: prints the result of a query on the local database as CSV with a header. Returns the exit status. */
export async function sql({ query }: SqlCommand): Promise<number> {
  if (!hasLocalDatabase()) {
    process.stderr.write(NO_DATABASE);
    return BROKEN;
  }
  return withLocalDatabase(async (client) => {
    try {
      await run(client, query);
      return 0;
    } catch (error) {
      process.stderr.write(`${failure(query, error as { message: string; position?: string })}\n`);
      return BROKEN;
    }
  });
}
