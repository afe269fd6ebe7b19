import type { CustomerFileProcessed } from '@customer-files/events';
import type { UndoAnswer } from '@customer-files/persistence';
import type { SmokeCommand } from '../../src/command';
import { described, type Outcome } from '../../src/smoke/description';
import type { SmokeFile } from '../../src/smoke/smoke-file';
import { differencesOfUndo } from '../../src/smoke/take-out';

const FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
const EARLIER = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f61';
const KEY = 'incoming/smoke-1.csv';
const COUNTS = { total: 2, valid: 1, invalid: 1, inserted: 1, unchanged: 0, conflicting: 0 };
const FOUND = { ...COUNTS, inserted: 0, unchanged: 1 };

describe('the undo of a smoke test', () => {
  const withdrawn = (deleted: number, kept = 0): UndoAnswer => ({ state: 'withdrawn', key: KEY, deleted, kept });
  const refused = (reason: 'NOTHING_LOADED' | 'ALREADY_WITHDRAWN'): UndoAnswer => ({
    state: 'refused',
    reason,
    key: KEY,
  });
  const differences = (answer: UndoAnswer, counts: object | null): string[] =>
    differencesOfUndo(answer, { counts } as Pick<CustomerFileProcessed, 'counts'>);

  it.each<[string, UndoAnswer, object | null]>([
    ['deletes the one row that was inserted', withdrawn(1), COUNTS],
    ['deletes nothing where the row was there before', refused('NOTHING_LOADED'), FOUND],
    ['deletes nothing of a file that was refused', refused('NOTHING_LOADED'), null],
    ['deletes what was loaded of a file before it was refused', withdrawn(1), null],
  ])('is as it has to be where it %s', (_, answer, counts) => {
    expect(differences(answer, counts)).toEqual([]);
  });

  it.each<[string, UndoAnswer, object | null, string]>([
    [
      'deletes no row',
      withdrawn(0),
      COUNTS,
      'the undo deleted 0 and kept 0 of the rows that the file inserted, which are 1',
    ],
    [
      'keeps the row',
      withdrawn(0, 1),
      COUNTS,
      'the undo deleted 0 and kept 1 of the rows that the file inserted, which are 1',
    ],
    [
      'deletes a row of another file',
      withdrawn(1),
      FOUND,
      'the undo deleted 1 and kept 0 of the rows that the file inserted, which are 0',
    ],
    ['finds no row', refused('NOTHING_LOADED'), COUNTS, 'the undo answers NOTHING_LOADED, and the file inserted 1'],
    [
      'was done by somebody else',
      refused('ALREADY_WITHDRAWN'),
      COUNTS,
      'the undo answers ALREADY_WITHDRAWN, and the file inserted 1',
    ],
  ])('is a difference where it %s', (_, answer, counts, difference) => {
    expect(differences(answer, counts)).toEqual([difference]);
  });
});

describe('the description of a smoke test', () => {
  const lines = (counts: object, earlier: string | null, command: Partial<SmokeCommand>): string[] =>
    described(
      {
        summary: { fileId: FILE, counts } as unknown as Outcome['summary'],
        file: { key: KEY, hasReject: true } as SmokeFile,
        landing: 'landing',
        earlier,
      },
      { command: 'smoke', stage: 'prod', region: null, seconds: 400, ...command },
    ).split('\n');

  it('says that one row is deleted, and that the owner gets an e-mail about the file and one about its undo', () => {
    expect(lines(COUNTS, null, {})).toEqual([
      '  s3://landing/incoming/smoke-1.csv',
      `  file ${FILE}: 2 rows, 1 accepted, 1 rejected (PHONE_NUMBER_INVALID, as it has to be)`,
      '  1 inserted',
      '  1 row deleted: the file is undone, and no row of it stays in dim_customer',
      '  The owner of the feed gets two e-mails: one about the file, one about its undo.',
      '  The objects stay until they expire: a replay needs them.',
      '',
    ]);
  });

  it('says how the row of an earlier smoke test that was interrupted is taken out', () => {
    const said = lines(FOUND, EARLIER, { region: 'us-east-1' });
    expect(said[2]).toBe('  1 unchanged');
    expect(said[3]).toMatch(
      /^ {2}Nothing to undo: the row of customer 9223372036854775807 was there, .* To take it out:$/,
    );
    expect(said[4]).toBe(`    npm run undo -- ${EARLIER} --stage prod --region us-east-1`);
    expect(said[5]).toBe('  The owner of the feed gets one e-mail, about the file.');
  });

  it('names no stage in the command where the stage is the embedded cloud', () => {
    expect(lines(FOUND, EARLIER, { stage: 'local' })[4]).toBe(`    npm run undo -- ${EARLIER}`);
  });

  it('says where the id of an earlier smoke test is, where the latest files do not have it', () => {
    expect(lines(FOUND, null, {})[4]).toBe(
      '    npm run undo -- FILE_ID --stage prod, with the source_file_id of that row in dim_customer',
    );
  });
});
