import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { readProcStat } from '../../src/lifecycle/proc-stat';
import { identityOf, isAlive } from '../../src/lifecycle/process-identity';
import { processes } from '../../src/lifecycle/processes';
import { serverUser } from '../../src/postgres/as-server-user';
import { type Postgres, startPostgres } from '../../src/postgres/postgres';
import { eventually } from '../eventually';
import { temporaryFolder } from '../temporary-folder';
import { serverPid } from './server-pid';

jest.setTimeout(90_000);

/** Zombies and backends without a server are found in `/proc`. */
const onLinux = process.platform === 'linux' ? it : it.skip;

let folder: string;
let directory: string;
let postgres: Postgres | null = null;
let child: ChildProcess | null = null;

beforeAll(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  folder = temporaryFolder();
  directory = join(folder, 'postgres');
  await (await start()).stop();
});

afterEach(async () => {
  await postgres?.stop();
  postgres = null;
  child?.kill('SIGKILL');
  child = null;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async (): Promise<Postgres> =>
  (postgres = await startPostgres({ directory, port: 0, logFile: join(folder, 'postgres.log') }));

/** The server and its backends. Before it has its own title, a backend has the command line of its server. */
const serverProcesses = (): number[] =>
  processes()
    .filter(({ name, directory: at }) => name === 'postgres' && at === join(directory, 'data'))
    .map(({ pid }) => pid);

/** Starts an earlier run as a process of its own, with a statement that has begun and never ends. */
async function earlierRun(statement: string): Promise<{ run: ChildProcess; client: pg.Client }> {
  const loader = ['--import', pathToFileURL(join(__dirname, '..', '..', 'src', 'tsx.mjs')).href];
  const args = [...loader, join(__dirname, 'earlier-run.ts'), directory, join(folder, 'postgres.log')];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const login = JSON.parse(String(line)) as pg.ClientConfig;
  const client = new pg.Client(login);
  client.on('error', () => undefined);
  await client.connect();
  const backend = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  client.query(statement).catch(() => undefined);
  // It is at work once it has used processor time for a while.
  const before = readProcStat(backend)!.processorMilliseconds;
  await eventually(() => readProcStat(backend)!.processorMilliseconds > before + 100);
  return { run: child, client };
}

/** Loads rows without end. */
const LOAD = `CREATE TABLE IF NOT EXISTS loaded (a text);
  INSERT INTO loaded SELECT repeat('x', 500) FROM generate_series(1, 1000000000)`;
/** Computes without end, and does not notice that its server has ended. */
const COMPUTE = 'SELECT count(*) FROM generate_series(1, 1000000000000)';

const ask = async ({ host, port, database, owner }: Postgres, sql: string): Promise<unknown> => {
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
};

describe('a killed PostgreSQL', () => {
  it.each([1, 2, 3])(
    'PostgreSQL starts at once after kill -9 of every process in the middle of a load (%i of 3)',
    async () => {
      const { run } = await earlierRun(LOAD);
      for (const pid of [...serverProcesses(), run.pid!]) process.kill(pid, 'SIGKILL');
      expect(await ask(await start(), 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    },
  );

  onLinux('PostgreSQL starts while the killed server is a zombie, because its parent has not noticed', async () => {
    const { run } = await earlierRun(LOAD);
    const server = serverPid(directory);
    process.kill(run.pid!, 'SIGSTOP');
    for (const pid of serverProcesses()) process.kill(pid, 'SIGKILL');
    await eventually(() => readProcStat(server)?.state === 'Z');
    expect(await ask(await start(), 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    expect(readProcStat(server)?.state).toBe('Z');
  });

  onLinux('PostgreSQL ends backends that outlive their killed server, and starts', async () => {
    await earlierRun(COMPUTE);
    const server = identityOf(serverPid(directory));
    const backends = serverProcesses()
      .filter((pid) => pid !== server.pid)
      .map(identityOf);
    process.kill(server.pid, 'SIGKILL');
    await eventually(() => !isAlive(server));
    expect(backends.some(isAlive)).toBe(true);
    expect(await ask(await start(), 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    expect(backends.filter(isAlive)).toEqual([]);
  });

  it('PostgreSQL starts if another program has the process id of the killed server now, and leaves it alone', async () => {
    const [program, args] = serverUser().command('sleep', ['600']);
    const other = (child = spawn(program, args, { stdio: 'ignore' }));
    await eventually(() => processes().some(({ pid, name }) => pid === other.pid && name === 'sleep'));
    const lock = join(directory, 'data', 'postmaster.pid');
    writeFileSync(lock, `${other.pid}\n${join(directory, 'data')}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
    expect(await ask(await start(), 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    expect([isAlive(identityOf(other.pid!)), serverPid(directory) === other.pid]).toEqual([true, false]);
  });

  it.each(['', 'half'])(
    'PostgreSQL starts if a full disk has left a lock file with the content "%s"',
    async (content) => {
      writeFileSync(join(directory, 'data', 'postmaster.pid'), content);
      expect(await ask(await start(), 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    },
  );

  onLinux('PostgreSQL is created anew while the initdb of a killed run still writes', async () => {
    const fresh = join(folder, 'fresh');
    const loader = ['--import', pathToFileURL(join(__dirname, '..', '..', 'src', 'tsx.mjs')).href];
    const args = [...loader, join(__dirname, 'earlier-run.ts'), fresh, join(folder, 'fresh.log')];
    child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const initdb = await eventually(() =>
      existsSync(join(fresh, 'data.new', 'global'))
        ? (processes().find(({ name, commandLine }) => name === 'initdb' && commandLine.includes(fresh)) ?? null)
        : null,
    );
    process.kill(initdb.pid, 'SIGSTOP');
    child.kill('SIGKILL');
    const left = identityOf(initdb.pid);
    postgres = await startPostgres({ directory: fresh, port: 0, logFile: join(folder, 'fresh.log') });
    expect(await ask(postgres, 'SELECT 1 AS answer')).toEqual({ answer: 1 });
    expect(isAlive(left)).toBe(false);
    expect(readFileSync(join(fresh, 'data', 'PG_VERSION'), 'utf8')).toBe('18\n');
  });
});
