import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const PATIENCE_MS = 60_000;

/** How a server is started, and how it is found out that it answers. */
export interface ServerOptions {
  command: readonly [program: string, args: readonly string[]];
  superuser: pg.ClientConfig;
  logFile: string;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** PostgreSQL as a process, which may be another one after a restart. */
export class ServerProcess {
  private asked = false;
  private tellGone!: (how: string) => void;
  /** Resolves, with how it went, when the server has ended without being asked to. */
  readonly gone = new Promise<string>((resolve) => (this.tellGone = resolve));
  private server: ChildProcess;

  private constructor(private readonly options: ServerOptions) {
    this.server = this.spawn();
  }

  /** Resolves when the server answers. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const started = new ServerProcess(options);
    await started.ask(() => Promise.resolve());
    return started;
  }

  /** Does something as the superuser, as soon as the server answers. Throws where it does not start. */
  async ask(work: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = await this.connected();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  /** SIGINT is PostgreSQL's fast shutdown: clients are cut off, what is committed stays. */
  async stop(): Promise<void> {
    await this.end('SIGINT');
  }

  /** SIGQUIT is its immediate shutdown: it ends as by a crash, and recovers from its log when it starts. */
  async restart(): Promise<void> {
    await this.end('SIGQUIT');
    this.server = this.spawn();
    await this.ask(() => Promise.resolve());
  }

  private async end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    this.asked = true;
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
    const server = spawn(program, args, {
      cwd: '/',
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    closeSync(log);
    this.asked = false;
    server.once('exit', (code, signal) => !this.asked && this.tellGone(signal ?? `status ${code}`));
    return server;
  }

  private async connected(): Promise<pg.Client> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const client = new pg.Client(this.options.superuser);
      try {
        await client.connect();
        return client;
      } catch (error) {
        if (hasEnded(this.server))
          throw new Error(`PostgreSQL did not start; its log ${this.options.logFile} says why`, { cause: error });
        if (Date.now() > deadline) throw error;
        await delay(25);
      }
    }
  }
}
