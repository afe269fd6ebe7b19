import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DiskFull, StartFailure } from '../lifecycle/start-failure';
import { hasEnded } from '../lifecycle/process-identity';
import { failureIn } from './server-log';

const START_TIMEOUT_MS = 60_000;

/** How to start a server, and how to connect to it. */
interface ServerOptions {
  command: readonly [program: string, args: readonly string[]];
  superuser: pg.ClientConfig;
  /** The data directory. */
  data: string;
  logFile: string;
}

/** The process of a PostgreSQL server; another one after a restart. */
export class ServerProcess {
  private isExpectedToEnd = false;
  private resolveExited!: (how: string) => void;
  /** Resolves with the signal or status if the server ends without `stop` or `restart`. */
  readonly exited = new Promise<string>((resolve) => (this.resolveExited = resolve));
  private server: ChildProcess;
  /** Where the log of this server begins in the file. */
  private logStart = 0;

  private constructor(private readonly options: ServerOptions) {
    this.server = this.spawn();
  }

  /** Resolves when the server answers. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const started = new ServerProcess(options);
    await started.asSuperuser(() => Promise.resolve());
    return started;
  }

  /**
   * Runs queries as the superuser, as soon as the server answers.
   *
   * @throws Error if the server does not start
   */
  async asSuperuser(work: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = await this.connected();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  /** Fast shutdown (SIGINT): disconnects clients, keeps what is committed. */
  async stop(): Promise<void> {
    await this.end('SIGINT');
  }

  /** Immediate shutdown (SIGQUIT), as by a crash, and a start with recovery from the write-ahead log. */
  async restart(): Promise<void> {
    await this.end('SIGQUIT');
    this.server = this.spawn();
    await this.asSuperuser(() => Promise.resolve());
  }

  private async end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    this.isExpectedToEnd = true;
    if (hasEnded(this.server)) return;
    this.server.kill(signal);
    await once(this.server, 'exit');
  }

  private spawn(): ChildProcess {
    const {
      command: [program, args],
      logFile,
    } = this.options;
    const log = openSync(logFile, 'a');
    this.logStart = fstatSync(log).size;
    const server = spawn(program, args, {
      cwd: '/',
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    closeSync(log);
    this.isExpectedToEnd = false;
    server.once('exit', (code, signal) => !this.isExpectedToEnd && this.resolveExited(this.ending(code, signal)));
    return server;
  }

  private ending(code: number | null, signal: NodeJS.Signals | null): string {
    const { isFullDisk } = failureIn(this.options.logFile, this.logStart);
    return isFullDisk ? new DiskFull(this.options.data).message : (signal ?? `status ${code}`);
  }

  private failedToStart(cause: unknown): Error {
    const { logFile, data } = this.options;
    const { isFullDisk, message } = failureIn(logFile, this.logStart);
    if (isFullDisk) return new DiskFull(data, cause);
    return new StartFailure(`PostgreSQL did not start; its log ${logFile} says why${message ? `: ${message}` : ''}`, {
      cause,
    });
  }

  private async connected(): Promise<pg.Client> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const client = new pg.Client(this.options.superuser);
      try {
        // Until then another program may listen at the port, which must not be offered a password.
        if (!isListening(this.options.data, this.server.pid!)) throw new Error('PostgreSQL does not listen yet');
        await client.connect();
        return client;
      } catch (error) {
        if (hasEnded(this.server)) throw this.failedToStart(error);
        if (Date.now() > deadline) throw error;
        await delay(25);
      }
    }
  }
}

/** Whether this process is the server of a data directory and says that it is ready: lines 1 and 8 of postmaster.pid. */
function isListening(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
