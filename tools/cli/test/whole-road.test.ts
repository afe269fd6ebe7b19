import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { isRunning } from '@customer-files/local-cloud';
import { makeClone, removeClone } from './clone';
import { asOf, documentOf, type Ended, EXPECTED, program as runIn, type Ran, SAMPLES } from './program';

/** The program as a user runs it, on a copy of the project whose state is its own: the whole road, once per file. */
const MINUTE = 60_000;

let clone: string;
beforeAll(async () => {
  clone = await makeClone();
}, MINUTE);
afterAll(() => removeClone(clone));

const program = (...args: string[]): Promise<Ran> => runIn(clone, clone, args);

async function start(...args: string[]): Promise<{ status: number; files: Ended[] }> {
  const ran = await program('start', '--json', ...args);
  return { status: ran.status, files: documentOf(ran).files };
}

const sql = async (query: string): Promise<string[][]> => parse((await program('sql', query)).stdout) as string[][];

const BUSINESS = 'customer_id, full_name, email, age, date_of_birth, phone_number, country';

function expectedTable(name: string): string[][] {
  const [header, ...rows] = parse(readFileSync(join(SAMPLES, 'expected-rows', `${name}.rows.csv`))) as string[][];
  const first = new Map(rows.map((row) => [row[0]!, row]).reverse() as [string, string[]][]);
  return [header!, ...[...first.values()].sort((a, b) => (BigInt(a[0]!) < BigInt(b[0]!) ? -1 : 1))];
}

const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** Rows of dim_customer from a million on, or null while the database cannot be asked. */
async function countOnce(): Promise<number | null> {
  const state = join(clone, '.local', 'cloud.json');
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
      (await client.query<{ count: string }>('SELECT count(*) FROM dim_customer WHERE customer_id >= 1000000')).rows[0]!
        .count,
    );
  } catch {
    return null;
  } finally {
    await client.end();
  }
}

/** A run, and what the table held whenever one looked meanwhile. */
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

describe('the whole road', () => {
  it.each([
    'mixed.csv',
    'plain.csv',
    'edges.csv',
    'duplicates.csv',
    'header-variants.csv',
    'repeated-id.csv',
    'quoted-newlines.csv',
  ])(
    'brings %s to the rows, the rejects and the counts that it should have',
    async (name) => {
      const expected = EXPECTED[name]!;
      const {
        status,
        files: [ended],
      } = await start('--fresh', '--as-of', asOf, join(SAMPLES, name));
      expect(status).toBe(0);
      const { total, valid, invalid } = expected;
      const table = expectedTable(name);
      const conflicting = name === 'repeated-id.csv' ? 2 : 0;
      expect(ended).toMatchObject({
        file: name,
        status: 'processed',
        failures: expected.failures,
        refusal: null,
        counts: {
          total,
          valid,
          invalid,
          inserted: table.length - 1,
          unchanged: valid! - (table.length - 1) - conflicting,
          conflicting,
        },
      });
      const found = await sql(`SELECT ${BUSINESS}, source_file_id FROM dim_customer ORDER BY customer_id`);
      expect(found.map((row) => row.slice(0, -1))).toEqual(table);
      expect(new Set(found.slice(1).map((row) => row.at(-1)))).toEqual(new Set([ended!.fileId]));
      const rejects = ended!.rejects
        ? (parse(readFileSync(join(clone, ended!.rejects)), { columns: true }) as Record<string, string>[])
        : [];
      expect(Object.fromEntries(rejects.map((row) => [row._line, row._codes!.split(';')]))).toEqual(expected.rejects);
      expect(ended!.emails).toHaveLength(1);
      expect(readFileSync(join(clone, ended!.emails[0]!), 'utf8')).toContain(ended!.fileId!);
    },
    2 * MINUTE,
  );

  it(
    'gives every sample its verdicts, and byte for byte the rejects that check gives',
    async () => {
      const names = Object.keys(EXPECTED);
      const copies = names.map((name) => {
        cpSync(join(SAMPLES, name), join(clone, name));
        return join(clone, name);
      });
      const started = await start('--as-of', asOf, ...copies);
      const checked = documentOf(await program('check', '--json', '--as-of', asOf, ...copies)).files;
      expect(started.files.map(({ file }) => file)).toEqual(names);
      for (const [i, { file, counts, failures, refusal, rejects }] of started.files.entries()) {
        const { fileError, total, valid, invalid, failures: expected } = EXPECTED[file]!;
        expect([file, refusal?.code ?? null, failures, counts && [counts.total, counts.valid, counts.invalid]]).toEqual(
          [file, fileError, expected, total === null ? null : [total, valid, invalid]],
        );
        expect(refusal).toEqual(checked[i]!.refusal);
        expect(rejects && readFileSync(join(clone, rejects), 'utf8')).toBe(
          checked[i]!.rejects && readFileSync(join(clone, checked[i]!.rejects!), 'utf8'),
        );
      }
    },
    2 * MINUTE,
  );

  it(
    'keeps what was there, counts it, and lists what differs',
    async () => {
      await start('--fresh', '--as-of', asOf, join(SAMPLES, 'plain.csv'));
      const {
        files: [again, other],
      } = await start('--as-of', asOf, join(SAMPLES, 'plain.csv'), join(SAMPLES, 'repeated-id.csv'));
      expect(again!.counts).toMatchObject({ valid: 10, inserted: 0, unchanged: 10, conflicting: 0 });
      expect(other!.counts).toMatchObject({ valid: 4, inserted: 0 });
      expect(other!.counts!.conflicting).toBeGreaterThan(0);
      expect(parse(readFileSync(join(clone, other!.conflicts[0]!)), { columns: true })).toHaveLength(
        other!.counts!.conflicting!,
      );
      expect(await sql(`SELECT ${BUSINESS} FROM dim_customer ORDER BY customer_id`)).toEqual(
        expectedTable('plain.csv'),
      );
    },
    2 * MINUTE,
  );

  it(
    'shows nothing of a file in the table while it is read, and nothing afterwards, where too many of its rows are rejected',
    async () => {
      const rows = Array.from(
        { length: 150_000 },
        (_, i) => `${i + 1_000_000},Ada ${letters(i)},a@example.com,${i % 50 ? 36 : 63},1990-01-15,0123456789\n`,
      );
      writeFileSync(
        join(clone, 'many.csv'),
        `customer_id,full_name,email,age,date_of_birth,phone_number\n${rows.join('')}`,
      );
      writeFileSync(join(clone, 'strict.json'), '{ "maxRejects": "1%" }');
      writeFileSync(join(clone, 'lenient.json'), '{ "maxRejects": null }');
      const strict = await watched(start('--as-of', asOf, '--settings', 'strict.json', 'many.csv'));
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
      expect(parse(readFileSync(join(clone, refused!.rejects!)), { columns: true })).toHaveLength(3000);
      expect(new Set(strict.seen)).toEqual(new Set([0]));
      // The same look at the same file without the limit sees parts of it: it would have seen them above.
      const lenient = await watched(start('--as-of', asOf, '--settings', 'lenient.json', 'many.csv'));
      expect(lenient.ended.files[0]!.counts).toMatchObject({ inserted: 147_000 });
      expect(lenient.seen.some((count) => count > 0 && count < 147_000)).toBe(true);
    },
    3 * MINUTE,
  );

  it(
    'refuses what cannot be read, and says why by mail',
    async () => {
      const refusals = ['empty.csv', 'latin1.csv', 'missing-column.csv', 'duplicate-column.csv', 'corrupt.csv.gz'];
      const { status, files: ended } = await start('--as-of', asOf, ...refusals.map((name) => join(SAMPLES, name)));
      expect(status).toBe(2);
      expect(ended.map(({ refusal }) => refusal?.code)).toEqual(refusals.map((name) => EXPECTED[name]!.fileError));
      expect(
        ended.every(({ counts, emails, refusal }) => counts === null && emails.length === 1 && refusal!.hint !== ''),
      ).toBe(true);
    },
    2 * MINUTE,
  );

  it(
    'works for two at once, and after one was killed',
    async () => {
      cpSync(join(SAMPLES, 'plain.csv'), join(clone, '🙂 für Ädä.csv'));
      const [one, two] = await Promise.all([
        start('--as-of', asOf, '🙂 für Ädä.csv'),
        start('--as-of', asOf, join(SAMPLES, 'edges.csv')),
      ]);
      expect([one.status, two.status]).toEqual([0, 0]);
      expect([one.files[0]!.file, two.files[0]!.file]).toEqual(['🙂 für Ädä.csv', 'edges.csv']);
      const killed = program('start', '--json', join(SAMPLES, 'mixed.csv'));
      const deadline = Date.now() + MINUTE;
      let cloud: number | null = null;
      while (!(cloud = isRunning(join(clone, '.local'))) && Date.now() < deadline)
        await new Promise((resolve) => setImmediate(resolve));
      process.kill(cloud!, 'SIGKILL');
      expect((await killed).status).toBe(1);
      expect((await start('--as-of', asOf, join(SAMPLES, 'plain.csv'))).status).toBe(0);
    },
    3 * MINUTE,
  );
});

describe('bad usage', () => {
  it.each([
    [['start', 'none.csv'], /^none\.csv: there is no such file; .*\n$/],
    [['start', 'examples'], /^examples: it is a directory; .*\n$/],
    [['start', 'package.json'], /^package\.json: .*rename it\n$/],
    [['start', '--frsh'], /^Unknown option '--frsh'.*\n$/],
    [['start', '--as-of', '2026-02-30'], /^--as-of 2026-02-30: .*\n$/],
    [['strat'], /^strat: there is no such command; .*\n$/],
    [['sql'], /^sql takes one query.*\n$/],
  ])('%j is one line on standard error and status 64', async (args, line) => {
    const { status, stdout, stderr } = await program(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(line);
  });

  it(
    'tells of a wrong query what is wrong',
    async () => {
      const { status, stderr } = await program('sql', 'SELECT nothing_such FROM dim_customer');
      expect([status, stderr]).toEqual([1, expect.stringContaining('column "nothing_such" does not exist')]);
    },
    MINUTE,
  );
});
