import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 20_000;

const commandOf = (pid: number): string => execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

function serves(pid: number, data: string): boolean {
  try {
    return commandOf(pid).includes(data);
  } catch {
    // ps fails if there is no such process.
    return false;
  }
}

/**
 * Stops a server that a killed run left behind on this data directory.
 *
 * @throws Error if the server does not stop
 */
export async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!(pid > 1) || !serves(pid, data)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (serves(pid, data)) {
    if (Date.now() > deadline)
      throw new Error(`a PostgreSQL of an earlier run (process ${pid}) does not stop; end it and try again`);
    await delay(50);
  }
}
