import type { Database } from '../src/database';
import { runSeed } from '../src/run-seed';

/** What is violated in the runs of these seeds. */
export async function violationsOfSeeds(database: Database, first: number, last: number): Promise<object[]> {
  const found: object[] = [];
  for (let seed = first; seed <= last; seed++) {
    const violations = await runSeed(database, seed);
    if (violations.length > 0) found.push({ seed, violations });
  }
  return found;
}
