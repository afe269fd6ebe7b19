import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/** The file that `npm start` drops where no file is named. */
export const EXAMPLE = 'examples/customers.csv';

/** The day on which the example arrives: the ages in it are right on that day. */
export const EXAMPLE_DAY = '2026-06-30';

/** Whether a file is the example. @param {string} file */
const isExample = (file) => realpathSync(file) === realpathSync(join(ROOT, EXAMPLE));

/**
 * A sentence for a user who checks the example as of another day than its own, or null.
 *
 * @param {readonly string[]} files @param {string | null} asOf
 */
export function exampleHint(files, asOf) {
  if (asOf !== null || !files.some(isExample)) return null;
  return `${EXAMPLE} is meant for ${EXAMPLE_DAY}, and is checked as of today: its ages are right with --as-of ${EXAMPLE_DAY}`;
}
