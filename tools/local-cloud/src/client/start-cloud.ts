import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { CloudJson } from '../cloud-json';
import type { FaultProfile } from '../faults/fault-profile';
import { ALREADY_RUNNING, DID_NOT_START, holderPid } from '../lifecycle/lock';
import { privateFolder } from '../lifecycle/private-folder';
import { hasEnded } from '../lifecycle/process-identity';
import { attach, type CloudHandle, handleOf } from './cloud-handle';

const START_TIMEOUT_MS = 90_000;
const POLL_MS = 25;
/** Another process that starts the cloud at the same time publishes it within this time. */
const WAITING_NOTICE_MS = 5000;

/**
 * The cloud transfers objects in pieces of 64 KiB outside the heap. By default V8 then runs a full garbage collection
 * for every 32 MB: half of the cloud's processor time for a million rows (measured: 2.0 s against 0.9 s with these
 * flags).
 */
const V8_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-heap-size=256', '--min-semi-space-size=16'];

export interface CloudOptions {
  /** Directory of everything that the cloud stores. At most one cloud runs per directory. */
  state: string;
  /** `fixed` (default) prefers the ports 47100 to 47104; `free` takes any. */
  ports?: 'fixed' | 'free';
  /** Whether PostgreSQL is started; true by default. */
  database?: boolean;
  /**
   * Starts the cloud with fault injection. Ignored if the cloud is already running. `local('faults', ...)` changes it.
   */
  faults?: FaultProfile;
  /** Called once with a sentence if a cloud of an earlier run has to end first. */
  onWaiting?: (sentence: string) => void;
}

/** Returns the process id of the embedded cloud that runs on a state directory, or null if none does. */
export function isRunning(state: string): number | null {
  return holderPid(join(state, 'cloud.lock'));
}

/**
 * Reads `cloud.json`. Returns null if no cloud runs: a cloud that was killed leaves its file, and its ports may belong
 * to another program now.
 */
function readEndpoints(state: string): CloudJson | null {
  try {
    const endpoints = JSON.parse(readFileSync(join(state, 'cloud.json'), 'utf8')) as CloudJson;
    return endpoints.pid === isRunning(state) ? endpoints : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @throws Error with a remedy if the state directory cannot be written */
function openLog(state: string): number {
  privateFolder(join(state, 'logs'));
  return openSync(join(state, 'logs', 'cloud.log'), 'a', 0o600);
}

function spawnCloud({ state, ports = 'fixed', database = true, faults }: CloudOptions): ChildProcess {
  const log = openLog(state);
  const loader = ['--import', pathToFileURL(join(__dirname, '..', 'tsx.mjs')).href];
  const options = ['--state', state, '--ports', ports, '--database', database ? 'on' : 'off'];
  if (faults) options.push('--faults', JSON.stringify(faults));
  const child = spawn(process.execPath, [...V8_FLAGS, ...loader, join(__dirname, '..', 'main.ts'), ...options], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** Says which process is waited for, and what to do if it does not end. */
function neverEnded(state: string, pid: number): Error {
  return new Error(
    `the embedded cloud that uses ${state} (process ${pid}) neither answers nor ends; end it (kill -9 ${pid}) and start again`,
  );
}

function failedToStart(state: string): Error {
  const log = join(state, 'logs', 'cloud.log');
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const reason = lines.at(-1)!.startsWith(DID_NOT_START) ? lines.at(-1)!.slice(DID_NOT_START.length) : null;
  if (reason !== null) return new Error(`the embedded cloud did not start: ${reason}`);
  const last = lines.slice(-12).join('\n');
  return new Error(`the embedded cloud did not start; the end of ${log}:\n${last}`);
}

/** Attaches to the cloud that has published its endpoints. Returns null if there is none that answers. */
async function attachTo(state: string, child: ChildProcess | null): Promise<CloudHandle | null> {
  const endpoints = readEndpoints(state);
  const stream = endpoints && (await attach(endpoints));
  if (!stream) return null;
  const found = endpoints.pid !== child?.pid;
  // Our own process has lost the race for the lock, but may not know yet. Left running, it could start as a cloud
  // without clients as soon as the other one ends.
  if (found) child?.kill();
  return handleOf(endpoints, stream, found);
}

/**
 * Attaches to the embedded cloud of a state directory, and starts it if it does not run. If two processes do so at the
 * same time, one starts the cloud and the other attaches to it. A cloud that is shutting down, or was killed and has not
 * ended yet, is waited for.
 *
 * @throws Error with the end of the cloud's log if it does not start, or with the process that does not end
 */
export async function startCloud(options: CloudOptions): Promise<CloudHandle> {
  const { state } = options;
  privateFolder(state);
  const began = Date.now();
  let child: ChildProcess | null = null;
  let other: number | null = null;
  let onWaiting = options.onWaiting;
  while (Date.now() < began + START_TIMEOUT_MS) {
    const cloud = await attachTo(state, child);
    if (cloud) return cloud;
    if (child && hasEnded(child) && child.exitCode !== ALREADY_RUNNING) throw failedToStart(state);
    const running = isRunning(state);
    if ((!child || hasEnded(child)) && running === null) child = spawnCloud(options);
    other = running === child?.pid ? null : running;
    if (other !== null && Date.now() > began + WAITING_NOTICE_MS) {
      onWaiting?.(`waiting for the embedded cloud of an earlier run to end (process ${other})`);
      onWaiting = undefined;
    }
    await delay(POLL_MS);
  }
  throw other === null ? failedToStart(state) : neverEnded(state, other);
}
