import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process of the server that runs on a folder, as its own lock file tells. */
export const serverPid = (directory: string): number =>
  Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
