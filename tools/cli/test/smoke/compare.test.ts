import { type CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import { differencesOf } from '../../src/smoke/compare';
import { smokeFile } from '../../src/smoke/smoke-file';
import type { StageObjects } from '../../src/smoke/stage-objects';

const FILE = smokeFile(new FeedSettings(), new Date('2026-06-30T12:00:00Z'));
const REJECTS = '\ufeffcustomer_id,phone_number,_line,_codes\n9223372036854775807,555-SMOKE,3,PHONE_NUMBER_INVALID\n';
const COUNTS = { total: 2, valid: 1, invalid: 1, inserted: 1, unchanged: 0, conflicting: 0 };
const SUMMARY = {
  status: 'processed',
  refusal: null,
  object: { key: FILE.key },
  counts: COUNTS,
  failures: { PHONE_NUMBER_INVALID: 1 },
  rejects: {},
  conflicts: [],
};

/** The differences that a smoke test finds in a summary. @param report the content of each report; null where it is not there */
const differences = (summary: object, report: string | null = REJECTS): Promise<string[]> =>
  differencesOf({ ...SUMMARY, ...summary } as unknown as CustomerFileProcessed, FILE, {
    report: async () => report,
  } as unknown as StageObjects);

describe('the file of a smoke test', () => {
  const bodyFor = (settings: Partial<FeedSettings>, at = '2026-06-30T12:00:00Z'): string =>
    smokeFile(Object.assign(new FeedSettings(), settings), new Date(at)).body;

  it('has the age of the day in the time zone of the feed', () => {
    expect(bodyFor({}, '2026-12-31T23:30:00Z')).toContain(',26,2000-01-01,');
    expect(bodyFor({ timeZone: 'Europe/Berlin' }, '2026-12-31T23:30:00Z')).toContain(',27,2000-01-01,');
  });

  it.each([
    [null, 2],
    [1, 2],
    [0, 1],
    ['50%', 2],
    ['49.9%', 1],
  ])('is not refused by the setting maxRejects of %j: it has %d rows', (maxRejects, rows) => {
    expect(bodyFor({ maxRejects }).trim().split('\n')).toHaveLength(rows + 1);
  });

  it('is dropped into the folder of the feed under a name that says smoke', () => {
    expect(FILE.key).toMatch(/^incoming\/smoke-2026-06-30T12-00-00-[0-9a-f]{6}\.csv$/);
  });
});

describe('a smoke test', () => {
  it.each(['inserted', 'unchanged', 'updated'])('finds no difference where its row is %s', async (name) => {
    expect(await differences({ counts: { ...COUNTS, inserted: 0, [name]: 1 } })).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['a lost row', { counts: { ...COUNTS, inserted: 0 } }, ['inserted + unchanged + conflicting is 0, and not 1']],
    [
      'a rejected row that was accepted',
      { counts: { ...COUNTS, valid: 2, invalid: 0 } },
      ['valid is 2, and not 1', 'invalid is 0, and not 1', 'inserted + unchanged + conflicting is 1, and not 2'],
    ],
    [
      'rows that do not add up',
      { counts: { ...COUNTS, total: 3 } },
      ['total is 3, and not 2', 'valid + invalid is 2, and not 3'],
    ],
    ['a row that was older', { counts: { ...COUNTS, inserted: 0, outdated: 1 } }, ['outdated is 1, and not 0']],
    ['no rejects file', { rejects: null }, ['there is no rejects file']],
    [
      'another code',
      { failures: { AGE_INVALID: 1 } },
      ['failures is {"AGE_INVALID":1}, and not {"PHONE_NUMBER_INVALID":1}'],
    ],
    [
      'another file',
      { object: { key: 'incoming/a.csv' } },
      [`the key in the summary is incoming/a.csv, and not ${FILE.key}`],
    ],
    [
      'a refusal',
      { status: 'refused', counts: null, refusal: { code: 'FILE_GONE', message: 'it is not there' } },
      ['the file is refused: FILE_GONE, it is not there'],
    ],
    [
      'a conflict without a report',
      { counts: { ...COUNTS, inserted: 0, conflicting: 1 } },
      ['a row conflicts, and there is no report of it'],
    ],
  ])('finds %s', async (_, summary, expected) => {
    expect(await differences(summary)).toEqual(expected);
  });

  it('says of a rejects file that is not there where it should be', async () => {
    const rejects = { bucket: 'work', key: 'Curoupt_Records/1/smoke.rejects.csv' };
    expect(await differences({ rejects }, null)).toEqual([
      'the rejects file s3://work/Curoupt_Records/1/smoke.rejects.csv is not there',
    ]);
  });

  it('says of a report of conflicts that is not there where it should be', async () => {
    const changed = {
      counts: { ...COUNTS, inserted: 0, conflicting: 1 },
      conflicts: [{ bucket: 'work', key: 'Curoupt_Records/1/conflicts-000001.csv' }],
    };
    expect(await differences(changed, null)).toContain(
      'the report of conflicts s3://work/Curoupt_Records/1/conflicts-000001.csv is not there',
    );
  });

  it('reads the rejects file', async () => {
    const [header] = REJECTS.split('\n');
    expect(await differences({}, `${header}\n1,5550100000,2,AGE_INVALID\n`)).toEqual([
      '_codes in the rejects file is AGE_INVALID, and not PHONE_NUMBER_INVALID',
      '_line in the rejects file is 2, and not 3',
      'customer_id in the rejects file is 1, and not 9223372036854775807',
      'phone_number in the rejects file is 5550100000, and not 555-SMOKE',
    ]);
    expect(await differences({}, `${header}\n`)).toContain('the number of rows in the rejects file is 0, and not 1');
  });
});
