import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { asOf, documentOf, EXPECTED, program, ROOT, type Ran, SAMPLES } from './program';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const GOOD = '1,Ada Byron,ada@example.com,36,1990-01-15,0123456789';
const MINUTE = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customer-files-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = (...args: string[]): Promise<Ran> => program(ROOT, folder, ['check', ...args]);

function write(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

describe('check', () => {
  it(
    'gives every sample its validation result',
    async () => {
      const names = Object.keys(EXPECTED);
      for (const name of names) cpSync(join(SAMPLES, name), join(folder, name));
      const ran = await check('--json', '--as-of', asOf, ...names);
      const { files } = documentOf(ran);
      expect([ran.status, files.map(({ file }) => file)]).toEqual([2, names]);
      for (const { file, status, counts, failures, rejects, refusal, fileId, emails, conflicts } of files) {
        const { fileError, total, valid, invalid, failures: expected, rejects: codes } = EXPECTED[file]!;
        expect([file, status, refusal?.code ?? null, failures]).toEqual([
          file,
          fileError ? 'refused' : 'processed',
          fileError,
          expected,
        ]);
        expect(counts).toEqual(
          total === null ? null : { total, valid, invalid, inserted: null, unchanged: null, conflicting: null },
        );
        const rows = rejects
          ? (parse(readFileSync(join(folder, rejects)), { columns: true, bom: true }) as Record<string, string>[])
          : [];
        expect(Object.fromEntries(rows.map((row) => [row._line, row._codes!.split(';')]))).toEqual(codes);
        expect([fileId, emails, conflicts]).toEqual([null, [], []]);
      }
    },
    MINUTE,
  );

  it(
    'exits with 0 if all rows are valid, 3 if some are not, 2 if a file is refused, 1 if something broke',
    async () => {
      write('good.csv', HEADER, GOOD);
      write('bad.csv', HEADER, GOOD, GOOD.replace('36', '63'));
      write('empty.csv');
      write('stuck.csv', HEADER, GOOD.replace('36', '63'));
      mkdirSync(join(folder, 'stuck.rejects.csv'));
      const statuses = await Promise.all(
        [['good.csv'], ['good.csv', 'bad.csv'], ['bad.csv', 'empty.csv'], ['empty.csv', 'stuck.csv']].map((files) =>
          check('--as-of', asOf, ...files),
        ),
      );
      expect(statuses.map(({ status }) => status)).toEqual([0, 3, 2, 1]);
      expect(statuses[3]!.stderr).toContain('stuck.csv could not be checked: ');
      expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
    },
    MINUTE,
  );

  it(
    'shows the summary, the faults as a chart, and the path of the rejects',
    async () => {
      write('bad.csv', HEADER, GOOD, GOOD.replace('36', '63'));
      const { stdout } = await check('--as-of', asOf, 'bad.csv');
      expect(stdout).toBe(
        `\nbad.csv: processed, validated as of ${asOf}\n  2 rows: 1 accepted, 1 rejected\n    AGE_MISMATCH ${'█'.repeat(24)}         1   50.0 %\n  rejects    bad.rejects.csv\n`,
      );
    },
    MINUTE,
  );

  it(
    'writes the rejects of a rejects file beside it, with a number and without overwriting it',
    async () => {
      const bad = GOOD.replace('36', '63');
      write('bad.csv', HEADER, GOOD, bad);
      await check('--as-of', asOf, 'bad.csv');
      const first = readFileSync(join(folder, 'bad.rejects.csv'), 'utf8');
      const { stdout } = await check('--as-of', asOf, 'bad.rejects.csv');
      expect(stdout).toContain('\n  1 row: 0 accepted, 1 rejected\n');
      expect(stdout).toContain('\n  rejects    bad.rejects-2.csv\n');
      await check('--as-of', asOf, 'bad.rejects-2.csv');
      expect(readFileSync(join(folder, 'bad.rejects.csv'), 'utf8')).toBe(first);
      expect(readdirSync(folder).sort()).toEqual([
        'bad.csv',
        'bad.rejects-2.csv',
        'bad.rejects-3.csv',
        'bad.rejects.csv',
      ]);
    },
    MINUTE,
  );

  it(
    'says in one line on standard error that the example is meant for another day, unless a day is given',
    async () => {
      // By a link, so that the rejects are not written into the project.
      symlinkSync(join(ROOT, 'examples', 'customers.csv'), join(folder, 'example.csv'));
      write('good.csv', HEADER, GOOD);
      const { stderr } = await check('--json', 'example.csv', 'good.csv');
      expect(stderr).toMatch(/^examples\/customers\.csv is meant for 2026-06-30, and is checked as of today: .*\n/);
      expect((await check('--json', '--as-of', '2026-06-30', 'example.csv')).stderr).not.toContain('is meant for');
      expect((await check('--json', 'good.csv')).stderr).not.toContain('is meant for');
    },
    MINUTE,
  );

  it(
    'lists the notices about a file, on the screen and in the document',
    async () => {
      write('notices.csv', `${HEADER},contry`, `${HEADER},contry`);
      write('none.csv', HEADER, GOOD);
      const { stdout } = await check('--as-of', asOf, 'notices.csv');
      expect(stdout).toBe(
        `\nnotices.csv: processed, validated as of ${asOf}\n  0 rows: 0 accepted, 0 rejected\n` +
          '  COLUMN_NOT_READ: The column `contry` was not read. If it is meant as `country`, rename it, ' +
          'or add to the settings of the feed: "headers": {"contry":"country"}.\n' +
          '  HEADER_REPEATED: Line 2 is the header once more, and was not counted as a row.\n' +
          '  NO_ROWS: The file has a header and no rows. Check that its export found what it should have.\n',
      );
      const { files } = documentOf(await check('--json', '--as-of', asOf, 'notices.csv', 'none.csv'));
      expect(files.map(({ notices }) => notices.map(({ code }) => code))).toEqual([
        ['COLUMN_NOT_READ', 'HEADER_REPEATED', 'NO_ROWS'],
        [],
      ]);
    },
    MINUTE,
  );

  it(
    'validates as of today in the time zone of the feed',
    async () => {
      write('good.csv', HEADER);
      write('zone.json', '{ "timeZone": "Pacific/Kiritimati" }');
      const today = (): string => new Intl.DateTimeFormat('sv', { timeZone: 'Pacific/Kiritimati' }).format(new Date());
      const before = today();
      const {
        files: [{ asOf: day } = { asOf: '' }],
      } = documentOf(await check('--json', '--settings', 'zone.json', 'good.csv'));
      expect([before, today()]).toContain(day);
    },
    MINUTE,
  );

  it(
    'validates a file by the settings of its feed',
    async () => {
      writeFileSync(
        join(folder, 'latin.csv'),
        Buffer.from(`${HEADER}\n1,Jos\xe9 O'Neil,j@example.com,36,15.01.1990,0123456789\n`, 'latin1'),
      );
      write('latin.json', JSON.stringify({ encoding: 'latin1', namePunctuation: true, dateLayouts: ['DD.MM.YYYY'] }));
      expect((await check('--as-of', asOf, 'latin.csv')).status).toBe(2);
      expect((await check('--as-of', asOf, '--settings', 'latin.json', 'latin.csv')).status).toBe(0);
    },
    MINUTE,
  );

  it(
    'refuses a file with more rejects than the feed allows, and still writes them',
    async () => {
      write('bad.csv', HEADER, GOOD, GOOD.replace('36', '63'));
      write('strict.json', '{ "maxRejects": "49.9%" }');
      const {
        files: [ended],
      } = documentOf(await check('--json', '--as-of', asOf, '--settings', 'strict.json', 'bad.csv'));
      expect(ended).toMatchObject({
        status: 'refused',
        counts: { total: 2, valid: 1, invalid: 1 },
        refusal: { code: 'TOO_MANY_REJECTS' },
        rejects: 'bad.rejects.csv',
      });
      expect(existsSync(join(folder, 'bad.rejects.csv'))).toBe(true);
    },
    MINUTE,
  );

  it(
    'writes no rejects file without rejects, and keeps an earlier one, which a person may be correcting',
    async () => {
      write('a.csv', HEADER, GOOD.replace('36', 'x'));
      await check('--as-of', asOf, 'a.csv');
      writeFileSync(join(folder, 'b.csv.gz'), gzipSync(`${HEADER}\n${GOOD}\n`));
      write('a.csv', HEADER, GOOD.replace('0123456789', '12'));
      const { stderr } = await check('--as-of', asOf, 'a.csv', 'b.csv.gz');
      expect(stderr).toContain('a.rejects.csv was there already, with other content: it is a.rejects.csv.1 now');
      expect(readFileSync(join(folder, 'a.rejects.csv.1'), 'utf8')).toContain('AGE_INVALID');
      expect(readFileSync(join(folder, 'a.rejects.csv'), 'utf8')).toContain('PHONE_NUMBER_INVALID');
      expect(existsSync(join(folder, 'b.rejects.csv'))).toBe(false);
    },
    MINUTE,
  );
});

describe('bad usage of check', () => {
  it.each([
    [['check'], /^check takes the files to validate.*\n$/],
    [['check', 'none.csv'], /^none\.csv: there is no such file; .*\n$/],
    [['check', '--fresh', 'a.csv'], /^Unknown option '--fresh'.*\n$/],
    [['check', '--settings', 'none.json', 'a.csv'], /^--settings none\.json: it cannot be read \(ENOENT\).*\n$/],
    [['check', '--settings', 'a.csv', 'a.csv'], /^--settings a\.csv: it is not JSON .*\n$/],
    [
      ['check', '--settings', 'wrong.json', 'a.csv'],
      /^the file of --settings is not valid: unknown key timezone; maxRejects must be a count of rows such as 100, a percentage such as "5%", or null\n$/,
    ],
    [['check', 'a.csv', 'a.csv.gz'], /^a\.csv and a\.csv\.gz: .*a\.rejects\.csv.*\n$/],
  ])('refuses %j in one line on standard error with exit status 64', async (args, line) => {
    write('a.csv', HEADER, GOOD);
    write('a.csv.gz', 'x');
    write('wrong.json', '{ "timezone": "UTC", "maxRejects": "101%" }');
    const { status, stdout, stderr } = await program(ROOT, folder, args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(line);
  });
});
