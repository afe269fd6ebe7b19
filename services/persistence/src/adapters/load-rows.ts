import { buffer } from 'node:stream/consumers';
import type { QueryRunner } from 'typeorm';
import type { Loaded } from '../domain/loaded';
import { findRows } from '@customer-files/part-format';
import { addNewRows } from './add-new-rows';
import { copyInto } from './copy';
import { idsAmong, idsBetween } from './ids-in-table';
import type { OpenPart } from './open-part';

const UNIQUE_VIOLATION = '23505';

/** Looks at the table; each but the last finds out too late that an id is there. */
const LOOKS = 5;

/** Ids of a part that are looked up before all of them are. */
const SAMPLE = 64;

/**
 * Brings the rows of a part into the table, in a transaction. Copies straight where one look at the index tells that nothing of the
 * part is there, or makes it likely; else, or where an id shows on the way, only what is new. Of writers that add the same ids at
 * once one is first, and the others look again.
 */
export async function loadRows(runner: QueryRunner, content: OpenPart, announced: number): Promise<Loaded> {
  for (let look = 1; ; look++) {
    const work = (): Promise<Loaded> => lookAndLoad(runner, content, announced, look === 1);
    const loaded = look < LOOKS ? await unlessTaken(runner, work) : await work();
    if (loaded) return loaded;
  }
}

async function lookAndLoad(
  runner: QueryRunner,
  content: OpenPart,
  announced: number,
  mayTry: boolean,
): Promise<Loaded> {
  const between = await idsBetween(runner, content.head, announced);
  if (mayTry && between?.size === 0) return copyStraight(runner, content, await content.bytes());
  const part = await buffer(await content.bytes());
  const rows = findRows(part, content.head, announced, content);
  if (rows.found !== announced) return { rows: rows.found, inserted: 0, unchanged: 0, conflicts: [] };
  if (between) return addNewRows(runner, part, content.head, rows, between, content.head);
  if (mayTry && (await idsAmong(runner, sampleOf(rows.ids))).size === 0) return copyStraight(runner, content, [part]);
  return addNewRows(runner, part, content.head, rows, await idsAmong(runner, rows.ids), null);
}

function sampleOf(ids: BigInt64Array): BigInt64Array {
  const step = Math.max(1, Math.floor(ids.length / SAMPLE));
  return ids.filter((_, row) => row % step === 0);
}

async function copyStraight(
  runner: QueryRunner,
  { head }: OpenPart,
  part: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<Loaded> {
  const rows = await copyInto(runner, 'dim_customer', head, part);
  return { rows, inserted: rows, unchanged: 0, conflicts: [] };
}

/** Null, with nothing of it left, where an id that was to be added is there. */
async function unlessTaken(runner: QueryRunner, work: () => Promise<Loaded>): Promise<Loaded | null> {
  await runner.query('SAVEPOINT before_rows');
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await runner.query('ROLLBACK TO SAVEPOINT before_rows');
    return null;
  }
}
