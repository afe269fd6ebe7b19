import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isAlive, type ProcessIdentity } from '../lifecycle/process-identity';
import { processes, type ProcessInfo } from '../lifecycle/processes';
import { StartFailure } from '../lifecycle/start-failure';

/** How long processes have to obey a signal before they get the next one. */
const OBEY_MS = 10_000;
const POLL_MS = 25;

/** Fast shutdown; immediate shutdown, after which the next start recovers from the write-ahead log; kill. */
const SERVER_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;
/** Processes without their server have nothing to finish: what they did not commit is rolled back in any case. */
const ORPHAN_SIGNALS = ['SIGQUIT', 'SIGKILL'] as const;

const PROGRAMS = ['postgres', 'initdb'];

/** Returns the process id in the lock file of a data directory, or null if there is none. */
function lockedBy(file: string): number | null {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Lists the processes of PostgreSQL on this directory, by their working directory or an argument. */
function usersOf(data: string): ProcessInfo[] {
  const resolved = realpathSync(data);
  const uses = ({ directory, commandLine }: ProcessInfo): boolean =>
    directory === resolved || ` ${commandLine} `.includes(` ${data} `);
  return processes().filter((one) => PROGRAMS.includes(one.name) && uses(one));
}

/**
 * Returns the server that a lock file names. A server that was killed a moment ago has no command line and no working
 * directory any more, but still its process id.
 */
function serverOf(data: string, locked: number | null): ProcessInfo[] {
  const isExiting = ({ name, commandLine }: ProcessInfo): boolean => name === 'postgres' && commandLine === '';
  const users = usersOf(data);
  return processes().filter(
    (one) => one.pid === locked && (isExiting(one) || users.some(({ pid }) => pid === one.pid)),
  );
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether all processes have ended before the time is over. */
async function haveEnded(ending: readonly ProcessIdentity[]): Promise<boolean> {
  const deadline = Date.now() + OBEY_MS;
  while (ending.some(isAlive)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * Sends each signal to the processes that are still alive, and waits for their end.
 *
 * @throws Error that names the processes if they survive all signals
 */
async function end(found: readonly ProcessInfo[], signals: readonly NodeJS.Signals[]): Promise<void> {
  const ending = found.map(({ pid }) => identityOf(pid)).filter(isAlive);
  const pids = (): string[] => ending.filter(isAlive).map(({ pid }) => String(pid));
  if (ending.length > 0) console.error(`waiting for PostgreSQL of an earlier run to end: process ${pids().join(', ')}`);
  for (const name of signals) {
    for (const one of ending.filter(isAlive)) signal(one, name);
    if (await haveEnded(ending)) return;
  }
  const left = pids();
  throw new StartFailure(
    `PostgreSQL of an earlier run does not end: process ${left.join(', ')}; end it (kill -9 ${left.join(' ')}) and start again`,
  );
}

/**
 * Ends what an earlier run, which may have been killed, has left on a data directory: the server; processes without a
 * server, because they keep the shared memory that a new server needs; and a lock file whose process id belongs to a
 * zombie or to another program now. Where the system is not Linux, only what names the directory is found.
 *
 * @throws Error with a remedy if a process does not end
 */
export async function endEarlierServer(data: string): Promise<void> {
  if (!existsSync(data)) return;
  const lock = join(data, 'postmaster.pid');
  await end(serverOf(data, lockedBy(lock)), SERVER_SIGNALS);
  await end(usersOf(data), ORPHAN_SIGNALS);
  // PostgreSQL refuses to start if any process of its user, even a zombie, has the id in its lock file.
  rmSync(lock, { force: true });
}
