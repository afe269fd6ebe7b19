import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudJson } from '../cloud-json';
import { ALREADY_RUNNING } from '../exit-codes';
import type { Happening } from '../happenings';
import { CLIENT_NUMBER } from '../lifecycle/clients';
import { identityOf, isAlive } from '../lifecycle/process-identity';
import type { MeanSettings } from '../mean/odds';
import { isRunning } from './is-running';

const PATIENCE_MS = 90_000;
const POLL_MS = 25;

/**
 * The cloud passes objects on in pieces of 64 KiB outside the heap. As it comes, V8 collects all garbage for every 32 MB of them:
 * half of all that the cloud did while a million rows went through it (measured, 2.0 against 0.9 s of processor time).
 */
const V8_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-heap-size=256', '--min-semi-space-size=16'];

export interface CloudOptions {
  state: string;
  ports?: 'fixed' | 'free';
  database?: boolean;
  /** Makes a cloud that is started, not one that is found, do everything that AWS may do: `local('mean', { settings })` changes it. */
  mean?: MeanSettings;
}

/** An embedded cloud that this process is attached to: it stays up at least until `close`. */
export interface CloudHandle {
  endpoints: CloudJson;
  /** Whether it was running before. */
  found: boolean;
  /** Calls back with everything that happens from now on. */
  on: (listener: (happening: Happening) => void) => void;
  /**
   * Rejects, with what is wrong, where the template cannot be deployed.
   *
   * @param afterwards the function that runs before anything of it counts as deployed
   */
  deploy: (service: string, directory: string, afterwards?: string) => Promise<{ changed: boolean }>;
  /** Calls one of the cloud's own verbs. */
  local: <Answer>(verb: string, body?: object) => Promise<Answer>;
  /** Lets go. Resolves when the cloud has shut down, or others keep it up. */
  close: () => Promise<void>;
  /** Resolves when the cloud has gone, asked or not. */
  gone: Promise<void>;
}

/** Where the cloud of a state folder is; null where none runs. One that was killed leaves its ports here, which may be a stranger's by now. */
function readEndpoints(state: string): CloudJson | null {
  try {
    const endpoints = JSON.parse(readFileSync(join(state, 'cloud.json'), 'utf8')) as CloudJson;
    return endpoints.pid === isRunning(state) ? endpoints : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The stream of a cloud that answers; null where none does (yet, or any more). */
function attach(endpoints: CloudJson): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const request = get(`${endpoints.control}/_local/attach`, (response) =>
      resolve(response.statusCode === 200 ? response : null),
    );
    // Also later: a cloud that is killed resets its streams, and `gone` tells of it.
    request.on('error', () => resolve(null));
  });
}

/** Throws, with what to do, where the state cannot be written. */
function openLog(state: string): number {
  try {
    mkdirSync(join(state, 'logs'), { recursive: true });
    return openSync(join(state, 'logs', 'cloud.log'), 'a');
  } catch (error) {
    throw new Error(
      `${state} cannot be written (${(error as NodeJS.ErrnoException).code}); run this in a clone that is yours`,
      { cause: error },
    );
  }
}

function spawnCloud({ state, ports = 'fixed', database = true, mean }: CloudOptions): ChildProcess {
  const log = openLog(state);
  const tsx = require.resolve('tsx');
  const child = spawn(
    process.execPath,
    [
      ...V8_FLAGS,
      '--import',
      `file://${tsx}`,
      join(__dirname, '..', 'main.ts'),
      '--state',
      state,
      '--ports',
      ports,
      '--database',
      database ? 'on' : 'off',
      ...(mean ? ['--mean', JSON.stringify(mean)] : []),
    ],
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.unref();
  return child;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function failedToStart(state: string): Error {
  const log = join(state, 'logs', 'cloud.log');
  const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  return new Error(`the embedded cloud did not start; the end of ${log}:\n${last}`);
}

async function call<Answer>(url: string, body: object | undefined): Promise<Answer> {
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  const answer = (await response.json()) as Answer & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `${url} answered ${response.status}`);
  return answer;
}

function handleOf(endpoints: CloudJson, stream: IncomingMessage, found: boolean): CloudHandle {
  const listeners: ((happening: Happening) => void)[] = [];
  const process = identityOf(endpoints.pid);
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => {
    const happening = JSON.parse(line) as Happening;
    for (const listener of listeners) listener(happening);
  });
  // A cloud that is killed breaks its stream, which the reader of lines tells as well; `gone` is all that is to be said of it.
  stream.on('error', () => lines.close());
  lines.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  const local = <Answer>(verb: string, body?: object): Promise<Answer> =>
    call<Answer>(`${endpoints.control}/_local/${verb}`, body);
  return {
    endpoints,
    found,
    gone,
    local,
    on: (listener) => void listeners.push(listener),
    deploy: (service, directory, afterwards) => local('deploy', { service, directory, afterwards: afterwards ?? null }),
    async close() {
      const others = await leave(endpoints, stream);
      stream.destroy();
      while (others === 0 && isAlive(process)) await delay(POLL_MS);
    },
  };
}

/** Says that this client leaves, which its stream alone would tell too late. Returns how many others keep the cloud up. */
async function leave({ control }: CloudJson, { headers }: IncomingMessage): Promise<number> {
  try {
    return (await call<{ clients: number }>(`${control}/_local/leave`, { client: Number(headers[CLIENT_NUMBER]) }))
      .clients;
  } catch {
    // It answers no more: it is shutting down.
    return 0;
  }
}

/**
 * Attaches to the embedded cloud of a state folder, starting it where it does not run. Of two that start at once, one
 * starts it and the other attaches. Rejects with the end of its log where it does not come up.
 */
export async function startCloud(options: CloudOptions): Promise<CloudHandle> {
  const deadline = Date.now() + PATIENCE_MS;
  let child: ChildProcess | null = null;
  while (Date.now() < deadline) {
    const endpoints = readEndpoints(options.state);
    const stream = endpoints && (await attach(endpoints));
    if (stream) {
      const found = endpoints.pid !== child?.pid;
      // It came too late; left alone it would become a cloud without clients when this one ends before it has looked.
      if (found) child?.kill();
      return handleOf(endpoints, stream, found);
    }
    if (child && hasEnded(child) && child.exitCode !== ALREADY_RUNNING) throw failedToStart(options.state);
    // One that is starting or leaving is waited for.
    if ((!child || hasEnded(child)) && isRunning(options.state) === null) child = spawnCloud(options);
    await delay(POLL_MS);
  }
  throw failedToStart(options.state);
}
