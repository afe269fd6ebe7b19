import type { QueryRunner } from 'typeorm';
import type { Conflict } from '../domain/conflicts-file';
import { addNewRows } from './add-new-rows';
import { copyInto } from './copy';
import type { OpenPart } from './open-part';

/** What loading made of the rows of a part. */
export interface Loaded {
  rows: number;
  inserted: number;
  unchanged: number;
  conflicts: Conflict[];
}

const UNIQUE_VIOLATION = '23505';

/** Looks at the table; each but the last is overtaken by another writer of the same ids. */
const LOOKS = 5;

/**
 * Brings the rows of a part into the table, in a transaction. Copies straight where one look at the index tells that nothing between
 * the part's ids is there; else, or where a repeated id shows on the way, only what is new. Of writers that add the same ids at once
 * one is first, and the others look again.
 */
export async function loadRows(runner: QueryRunner, content: OpenPart, announced: number): Promise<Loaded> {
  const straight = (await isOccupied(runner, content)) ? null : await unlessTaken(runner, () => copyStraight(runner, content));
  let loaded = straight;
  for (let look = 1; !loaded; look++) {
    const work = async (): Promise<Loaded> => addNewRows(runner, await content.bytes(), announced);
    loaded = look < LOOKS ? await unlessTaken(runner, work) : await work();
  }
  return loaded;
}

async function isOccupied(runner: QueryRunner, { lowestId, highestId }: OpenPart): Promise<boolean> {
  const [{ occupied }] = await runner.query('SELECT EXISTS (SELECT FROM dim_customer WHERE customer_id BETWEEN $1 AND $2) AS occupied', [String(lowestId), String(highestId)]);
  return occupied;
}

async function copyStraight(runner: QueryRunner, content: OpenPart): Promise<Loaded> {
  const rows = await copyInto(runner, 'dim_customer', await content.bytes());
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
