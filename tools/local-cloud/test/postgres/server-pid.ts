import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the process id of the server that runs on a directory, from the server's lock file. */
export const serverPid = (directory: string): number =>
  Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
