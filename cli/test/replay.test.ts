import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { makeClone, removeClone } from './clone';
import { asOf, documentOf, program, type Ran, SAMPLES } from './program';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let clone: string;
let rows: string[][];
beforeAll(async () => {
  clone = await makeClone();
  const { files: [ended] } = documentOf(await run('start', '--json', '--as-of', asOf, join(SAMPLES, 'mixed.csv')));
  expect(ended!.status).toBe('processed');
  rows = await sql('SELECT * FROM dim_customer ORDER BY customer_id');
  expect(rows.length).toBeGreaterThan(2);
}, 3 * MINUTE);
afterAll(() => removeClone(clone));

const run = (...args: string[]): Promise<Ran> => program(clone, clone, ...args);
const sql = async (query: string): Promise<string[][]> => parse((await run('sql', query)).stdout) as string[][];
const around = (): string[] => ['--from', new Date(Date.now() - DAY).toISOString(), '--to', new Date(Date.now() + DAY).toISOString()];
const table = (): Promise<string[][]> => sql('SELECT * FROM dim_customer ORDER BY customer_id');

describe('replay', () => {
  it('changes nothing, publishes nothing and sends nothing where everything is whole', async () => {
    const { status, stdout } = await run('replay', ...around());
    expect([status, stdout]).toEqual([0, expect.stringMatching(/completed\n {2}[1-9]\d* events replayed, 0 published anew\n {2}0 rows added .*\n {2}0 parts applied, 0 e-mails sent\n$/)]);
    expect(await table()).toEqual(rows);
  }, 2 * MINUTE);

  it('rebuilds the table from the archive where it was lost, and sends no e-mail', async () => {
    await run('sql', 'TRUNCATE dim_customer, part_ledger');
    const { status, stdout } = await run('replay', ...around(), '--rules', 'persistence');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${rows.length - 1} rows added to dim_customer, which has ${rows.length - 1}\n  1 parts applied, 0 e-mails sent`)]);
    const business = (all: string[][]): string[][] => all.map((row) => row.slice(0, -1));
    expect(business(await table())).toEqual(business(rows));
  }, 2 * MINUTE);

  it('replays nothing of a time in which nothing happened', async () => {
    const { status, stdout } = await run('replay', '--from', '2020-01-01', '--to', '2020-01-02');
    expect([status, stdout]).toEqual([0, expect.stringContaining(' 0 events replayed, 0 published anew')]);
  }, 2 * MINUTE);
});

describe('dead letters', () => {
  it('are listed with their reason, survive a restart, and are handled when they are sent again', async () => {
    expect((await run('dead-letters')).stdout).toBe('no dead letters\n');
    await run('sql', 'TRUNCATE dim_customer, part_ledger');
    const work = join(clone, '.local', 's3', 'buckets', 'customer-files-work-local-000000000000', 'objects');
    // The claim check: without it, nothing can be loaded.
    for (const shelf of readdirSync(work)) rmSync(join(work, shelf), { recursive: true, force: true });
    await run('replay', ...around(), '--rules', 'persistence');
    const { deadLetters } = JSON.parse((await run('dead-letters', 'list', '--json')).stdout) as { deadLetters: Record<string, unknown>[] };
    expect(deadLetters).toEqual([expect.objectContaining({ service: 'persistence', event: 'CustomerRowsValidated', part: 1, reason: expect.stringMatching(/gone|deleted|replaced/i) })]);
    const again = await run('dead-letters', 'redrive', '--service', 'persistence');
    expect([again.status, again.stdout]).toEqual([1, '1 sent again, 1 of them came back to the dead letters\n']);
    await run('start', '--json', '--as-of', asOf, join(SAMPLES, 'mixed.csv'));
    expect((await run('dead-letters', 'redrive', '--service', 'notification')).stdout).toBe('0 sent again, 0 of them came back to the dead letters\n');
  }, 4 * MINUTE);
});

describe('bad usage', () => {
  it.each([
    [['replay'], /^replay takes --from and --to.*\n$/],
    [['replay', '--from', '2026-01-02', '--to', '2026-01-01'], /^--from has to be before --to\n$/],
    [['replay', '--from', 'yesterday', '--to', '2026-01-01'], /^--from yesterday: it is no time.*\n$/],
    [['replay', '--from', '2026-01-01', '--to', '2026-01-02', '--rules', 'ingestion'], /^--rules ingestion: there is no such service.*\n$/],
    [['dead-letters', 'purge'], /^dead-letters takes list or redrive.*\n$/],
    [['dead-letters', '--service', 'mail'], /^--service mail: there is no such service.*\n$/],
    [['dead-letters', '--region', 'eu-west-1'], /^--region says where.*\n$/],
  ])('%j is one line on standard error and status 64', async (args, line) => {
    const { status, stdout, stderr } = await run(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(line);
  });
});
