import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { parse } from 'csv-parse/sync';
import { asOf, documentOf, EXPECTED, SAMPLES } from '../program';
import { CloneProgram } from './clone-program';
import { BUSINESS, empty, expectedTable, query } from './table';

/** The program as a user runs it, once per file, in an embedded cloud that stays up between the runs. */
const MINUTE = 60_000;

let product: CloneProgram;
let cloud: CloudHandle;
beforeAll(async () => {
  product = await CloneProgram.make();
  cloud = await startCloud({ state: product.path('.local'), ports: 'free' });
}, 4 * MINUTE);
afterAll(async () => {
  await cloud.close();
  product.remove();
}, MINUTE);

describe('the services', () => {
  it.each([
    'mixed.csv',
    'plain.csv',
    'edges.csv',
    'duplicates.csv',
    'header-variants.csv',
    'repeated-id.csv',
    'quoted-newlines.csv',
  ])(
    'brings %s to its rows, rejects, counts and e-mail',
    async (name) => {
      await empty(cloud);
      const expected = EXPECTED[name]!;
      const {
        status,
        files: [ended],
      } = await product.start('--as-of', asOf, join(SAMPLES, name));
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
      const found = await query(cloud, `SELECT ${BUSINESS}, source_file_id FROM dim_customer ORDER BY customer_id`);
      expect(found.map((row) => row.slice(0, -1))).toEqual(table);
      expect(new Set(found.slice(1).map((row) => row.at(-1)))).toEqual(new Set([ended!.fileId]));
      const rejects = ended!.rejects
        ? (parse(readFileSync(product.path(ended!.rejects)), { columns: true, bom: true }) as Record<string, string>[])
        : [];
      expect(Object.fromEntries(rejects.map((row) => [row._line, row._codes!.split(';')]))).toEqual(expected.rejects);
      expect(ended!.emails).toHaveLength(1);
      expect(readFileSync(product.path(ended!.emails[0]!), 'utf8')).toContain(ended!.fileId!);
    },
    2 * MINUTE,
  );

  it(
    'gives every sample its validation result, and byte for byte the rejects that check gives',
    async () => {
      const names = Object.keys(EXPECTED);
      const copies = names.map((name) => {
        cpSync(join(SAMPLES, name), product.path(name));
        return product.path(name);
      });
      const started = await product.start('--as-of', asOf, ...copies);
      const checked = documentOf(await product.run('check', '--json', '--as-of', asOf, ...copies)).files;
      expect(started.files.map(({ file }) => file)).toEqual(names);
      const later = ({ code }: { code: string }): boolean => code === 'NOTHING_NEW';
      for (const [i, { file, counts, failures, refusal, rejects, notices }] of started.files.entries()) {
        const { fileError, total, valid, invalid, failures: expected } = EXPECTED[file]!;
        expect([file, refusal?.code ?? null, failures, counts && [counts.total, counts.valid, counts.invalid]]).toEqual(
          [file, fileError, expected, total === null ? null : [total, valid, invalid]],
        );
        expect(refusal).toEqual(checked[i]!.refusal);
        // That there is nothing new shows only when a file is loaded.
        expect(notices.filter((notice) => !later(notice))).toEqual(checked[i]!.notices);
        expect(rejects && readFileSync(product.path(rejects), 'utf8')).toBe(
          checked[i]!.rejects && readFileSync(product.path(checked[i]!.rejects!), 'utf8'),
        );
      }
    },
    2 * MINUTE,
  );

  it(
    'keeps rows that exist, counts them, and lists those that differ',
    async () => {
      await empty(cloud);
      await product.start('--as-of', asOf, join(SAMPLES, 'plain.csv'));
      const {
        files: [again, other],
      } = await product.start('--as-of', asOf, join(SAMPLES, 'plain.csv'), join(SAMPLES, 'repeated-id.csv'));
      expect(again!.counts).toMatchObject({ valid: 10, inserted: 0, unchanged: 10, conflicting: 0 });
      expect([again, other].map((file) => file!.notices.map(({ code }) => code))).toEqual([['NOTHING_NEW'], []]);
      expect(readFileSync(product.path(again!.emails[0]!), 'utf8')).toContain('NOTHING_NEW');
      expect(other!.counts).toMatchObject({ valid: 4, inserted: 0 });
      expect(other!.counts!.conflicting).toBeGreaterThan(0);
      expect(parse(readFileSync(product.path(other!.conflicts[0]!)), { columns: true, bom: true })).toHaveLength(
        other!.counts!.conflicting!,
      );
      expect(await query(cloud, `SELECT ${BUSINESS} FROM dim_customer ORDER BY customer_id`)).toEqual(
        expectedTable('plain.csv'),
      );
    },
    2 * MINUTE,
  );

  it(
    'refuses a file that cannot be read, and says why by e-mail',
    async () => {
      const refusals = ['empty.csv', 'latin1.csv', 'missing-column.csv', 'duplicate-column.csv', 'corrupt.csv.gz'];
      const { status, files: ended } = await product.start(
        '--as-of',
        asOf,
        ...refusals.map((name) => join(SAMPLES, name)),
      );
      expect(status).toBe(2);
      expect(ended.map(({ refusal }) => refusal?.code)).toEqual(refusals.map((name) => EXPECTED[name]!.fileError));
      expect(
        ended.every(({ counts, emails, refusal }) => counts === null && emails.length === 1 && refusal!.hint !== ''),
      ).toBe(true);
    },
    2 * MINUTE,
  );
});

describe('file names', () => {
  it(
    'a file is processed and its rejects are fetched, whatever its name is and however long',
    async () => {
      const names = [
        'a\u2028b.csv',
        'a\u2029\u0085b.csv',
        '\u001b[31mred\u001b]0;title\u0007\u202Efdp.csv',
        'a\r\nb.csv',
        `${'😀'.repeat(61)}.csv`,
        `${'x'.repeat(251)}.csv`,
      ];
      for (const name of names) cpSync(join(SAMPLES, 'mixed.csv'), product.path(name));
      const { status, files } = await product.start('--as-of', asOf, ...names);
      expect(status).toBe(0);
      expect(files.map(({ file }) => file)).toEqual(names);
      const checked = documentOf(await product.run('check', '--json', '--as-of', asOf, ...names)).files;
      for (const [i, { rejects, emails }] of files.entries()) {
        expect(readFileSync(product.path(rejects!), 'utf8')).toBe(
          readFileSync(product.path(checked[i]!.rejects!), 'utf8'),
        );
        expect(emails).toHaveLength(1);
      }
    },
    3 * MINUTE,
  );

  it(
    'the program prints a hostile file name without control or direction characters',
    async () => {
      const name = '\u001b[31mred\u001b]0;title\u0007\u2028\u202Efdp.csv';
      cpSync(join(SAMPLES, 'mixed.csv'), product.path(name));
      for (const command of [['check'], ['start'], ['start', '--json'], ['check', '--json']]) {
        const { stdout, stderr } = await product.run(...command, '--as-of', asOf, name);
        expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('fdp.csv'), stderr: expect.any(String) });
        // oxlint-disable-next-line no-control-regex -- that is what must not be there
        expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
      }
      const { stderr } = await product.run('start', `none${name}`);
      expect(stderr).toMatch(/^none[^\u001b\u2028\u202e]*: there is no such file; .*\n$/);
    },
    3 * MINUTE,
  );
});
