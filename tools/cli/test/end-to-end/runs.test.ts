import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processes } from '@customer-files/local-cloud';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { asOf, SAMPLES } from '../program';
import { CloneProgram } from './clone-program';
import { BUSINESS, expectedTable } from './table';

/** The program as a user runs it: each run starts the embedded cloud and stops it again. */
const MINUTE = 60_000;

let product: CloneProgram;
beforeAll(async () => {
  product = await CloneProgram.make();
}, 3 * MINUTE);
afterAll(() => product.remove());

const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** The 150,000 customers from this one on in dim_customer, or null while the database does not answer. */
async function countOnce(from = 1_000_000): Promise<number | null> {
  const state = product.path('.local', 'cloud.json');
  if (!existsSync(state)) return null;
  const {
    postgres: { host, port, database, owner },
  } = JSON.parse(readFileSync(state, 'utf8')) as {
    postgres: { host: string; port: number; database: string; owner: { user: string; password: string } };
  };
  const client = new pg.Client({ host, port, database, ...owner });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return Number(
      (
        await client.query<{ count: string }>(
          'SELECT count(*) FROM dim_customer WHERE customer_id BETWEEN $1 AND $1 + 149999',
          [from],
        )
      ).rows[0]!.count,
    );
  } catch {
    return null;
  } finally {
    await client.end();
  }
}

/** Everything that runs in a clone: its program, the embedded cloud, the functions, PostgreSQL. */
const processesOf = (clone: string): number[] =>
  processes()
    .filter(
      ({ commandLine, directory }) => commandLine.includes(`${clone}/`) || `${directory}/`.startsWith(`${clone}/`),
    )
    .map(({ pid }) => pid);

/** A run, and the counts of the table while it lasted. */
async function watched<Result>(run: Promise<Result>): Promise<{ ended: Result; seen: number[] }> {
  let over = false;
  const seen: number[] = [];
  const ended = run.finally(() => (over = true));
  ended.catch(() => undefined);
  while (!over) {
    const count = await countOnce();
    if (count !== null) seen.push(count);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { ended: await ended, seen };
}

describe('npm start', () => {
  it(
    'forgets the earlier state with --fresh',
    async () => {
      await product.start('--as-of', asOf, join(SAMPLES, 'plain.csv'));
      const { status, files } = await product.start('--fresh', '--as-of', asOf, join(SAMPLES, 'edges.csv'));
      const found = await product.sql(`SELECT ${BUSINESS}, source_file_id FROM dim_customer ORDER BY customer_id`);
      expect(found.map((row) => row.slice(0, -1))).toEqual(expectedTable('edges.csv'));
      expect(new Set(found.slice(1).map((row) => row.at(-1)))).toEqual(new Set([files[0]!.fileId]));
      expect(status).toBe(0);
    },
    2 * MINUTE,
  );

  it(
    'shows no row of a file in the table, neither while it is read nor afterwards, where too many of its rows are rejected',
    async () => {
      const rows = Array.from(
        { length: 150_000 },
        (_, i) => `${i + 1_000_000},Ada ${letters(i)},a@example.com,${i % 50 ? 36 : 63},1990-01-15,0123456789\n`,
      );
      writeFileSync(
        product.path('many.csv'),
        `customer_id,full_name,email,age,date_of_birth,phone_number\n${rows.join('')}`,
      );
      writeFileSync(product.path('strict.json'), '{ "maxRejects": "1%" }');
      writeFileSync(product.path('lenient.json'), '{ "maxRejects": null }');
      const strict = await watched(product.start('--as-of', asOf, '--settings', 'strict.json', 'many.csv'));
      const {
        status,
        files: [refused],
      } = strict.ended;
      expect([status, refused!.refusal?.code, Object.keys(refused!.failures)]).toEqual([
        2,
        'TOO_MANY_REJECTS',
        ['AGE_MISMATCH'],
      ]);
      expect(refused!.counts).toEqual({
        total: 150_000,
        valid: 147_000,
        invalid: 3000,
        inserted: 0,
        unchanged: 0,
        conflicting: 0,
      });
      expect(parse(readFileSync(product.path(refused!.rejects!)), { columns: true, bom: true })).toHaveLength(3000);
      expect(new Set(strict.seen)).toEqual(new Set([0]));
      // Without the limit, the same queries see parts of the same file: they would have seen them above.
      const lenient = await watched(product.start('--as-of', asOf, '--settings', 'lenient.json', 'many.csv'));
      expect(lenient.ended.files[0]!.counts).toMatchObject({ inserted: 147_000 });
      expect(lenient.seen.some((count) => count > 0 && count < 147_000)).toBe(true);
    },
    3 * MINUTE,
  );

  (process.platform === 'linux' ? it : it.skip)(
    'starts at once after kill -9 of every process in the middle of a load, says so in one line, and loses no row',
    async () => {
      const rows = Array.from(
        { length: 150_000 },
        (_, i) => `${i + 2_000_000},Eve ${letters(i)},e@example.com,36,1990-01-15,0123456789\n`,
      );
      writeFileSync(
        product.path('killed.csv'),
        `customer_id,full_name,email,age,date_of_birth,phone_number\n${rows.join('')}`,
      );
      const killed = product.run('start', '--json', '--as-of', asOf, 'killed.csv');
      while (!((await countOnce(2_000_000)) ?? 0)) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const pid of processesOf(product.clone)) process.kill(pid, 'SIGKILL');
      const { status, stderr } = await product.run('start', '--json', '--as-of', asOf, join(SAMPLES, 'plain.csv'));
      expect(stderr).toMatch(/^killed\.csv was still being processed when an earlier run ended; it goes on now$/m);
      expect(status).toBe(0);
      expect((await killed).status).not.toBe(0);
      // The services go on with the file while any run lasts.
      let last = stderr;
      for (let runs = 0; runs < 10 && last.includes('an earlier run'); runs++)
        last = (await product.run('start', '--json', '--as-of', asOf, join(SAMPLES, 'plain.csv'))).stderr;
      expect(last).not.toContain('an earlier run');
      const [, loaded] = await product.sql(
        'SELECT count(*) FROM dim_customer WHERE customer_id BETWEEN 2000000 AND 2149999',
      );
      expect(loaded).toEqual(['150000']);
    },
    5 * MINUTE,
  );

  it(
    'works for two runs at once, and after a cloud that was killed',
    async () => {
      cpSync(join(SAMPLES, 'plain.csv'), product.path('🙂 für Ädä.csv'));
      const [one, two] = await Promise.all([
        product.start('--as-of', asOf, '🙂 für Ädä.csv'),
        product.start('--as-of', asOf, join(SAMPLES, 'edges.csv')),
      ]);
      expect([one.status, two.status]).toEqual([0, 0]);
      expect([one.files[0]!.file, two.files[0]!.file]).toEqual(['🙂 für Ädä.csv', 'edges.csv']);
      const killed = product.run('start', '--json', join(SAMPLES, 'mixed.csv'));
      const deadline = Date.now() + MINUTE;
      let cloud: number | null = null;
      while (!(cloud = isRunning(product.path('.local'))) && Date.now() < deadline)
        await new Promise((resolve) => setImmediate(resolve));
      process.kill(cloud!, 'SIGKILL');
      expect((await killed).status).toBe(1);
      expect((await product.start('--as-of', asOf, join(SAMPLES, 'plain.csv'))).status).toBe(0);
    },
    3 * MINUTE,
  );
});

describe('a file that is no CSV by its name', () => {
  it(
    'is refused, and its owner hears of it',
    async () => {
      const { status, stdout } = await product.run('start', 'package.json');
      expect(status).toBe(2);
      expect(stdout).toMatch(
        /^package\.json: refused\n {2}FILE_NOT_CSV: The name of the file ends in \.json\..*\n.*\n {2}e-mail /m,
      );
    },
    MINUTE,
  );
});

describe('bad usage', () => {
  it.each([
    [['start', 'none.csv'], /^none\.csv: there is no such file; .*\n$/],
    [['start', 'examples'], /^examples: it is a directory; .*\n$/],
    [['start', '--frsh'], /^Unknown option '--frsh'.*\n$/],
    [['start', '--as-of', '2026-02-30'], /^--as-of 2026-02-30: .*\n$/],
    [['strat'], /^strat: there is no such command; .*\n$/],
    [['sql'], /^sql takes one query.*\n$/],
  ])('refuses %j in one line on standard error with exit status 64', async (args, line) => {
    const { status, stdout, stderr } = await product.run(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(line);
  });

  it(
    'names what is wrong with a query',
    async () => {
      const { status, stderr } = await product.run('sql', 'SELECT nothing_such FROM dim_customer');
      expect([status, stderr]).toEqual([1, expect.stringContaining('column "nothing_such" does not exist')]);
    },
    MINUTE,
  );
});
