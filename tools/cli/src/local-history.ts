import { setTimeout as delay } from 'node:timers/promises';
import type { CloudJson } from '@customer-files/local-cloud';
import pg from 'pg';

const POLL_MS = 50;
/** Longer than a cold start of `record`. What is not written by then is written at the next start: its message is kept. */
const LONGEST_MS = 5000;

/** Resolves when the local load history has these files, and after some seconds in any case. */
export async function waitForHistory({ postgres }: CloudJson, fileIds: readonly string[]): Promise<void> {
  const { host, port, database, owner } = postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    for (const until = Date.now() + LONGEST_MS; Date.now() < until; await delay(POLL_MS)) {
      const { rows } = await client.query<{ found: number }>(
        'SELECT count(*)::int AS found FROM customer_file WHERE file_id = ANY($1::uuid[])',
        [fileIds],
      );
      if (rows[0]!.found === new Set(fileIds).size) return;
    }
  } finally {
    await client.end();
  }
}
