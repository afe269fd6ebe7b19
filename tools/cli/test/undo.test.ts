import { readArguments } from '../bin/arguments.mjs';
import { answerLine } from '../src/commands/undo';

const FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
const KEY = 'incoming/customers.csv';

describe('the line of an undo', () => {
  it('says what would be done, how far it is, and what was done', () => {
    expect(answerLine(FILE, { state: 'planned', key: KEY, toDelete: 1600, toKeep: 1 })).toBe(
      'customers.csv: 1,600 rows will be deleted from dim_customer; 1 row changed by later files stay there',
    );
    expect(answerLine(FILE, { state: 'working', key: KEY, deleted: 1000, inserted: 1600 })).toBe(
      'customers.csv: 1,000 of 1,600 rows deleted',
    );
    expect(answerLine(FILE, { state: 'withdrawn', key: KEY, deleted: 1600, kept: 0 })).toBe(
      'customers.csv: 1,600 rows deleted from dim_customer',
    );
  });

  it.each([
    ['UNKNOWN', null, `${FILE}: no file with this id has ended`],
    ['PROCESSING', null, `${FILE}: it is still being processed`],
    ['NOTHING_LOADED', KEY, 'customers.csv: it put no row into dim_customer'],
    ['ALREADY_WITHDRAWN', KEY, 'customers.csv: it was undone already'],
  ] as const)('says on one line why a file is refused: %s', (reason, key, beginning) => {
    const line = answerLine(FILE, { state: 'refused', reason, key });
    expect(line.startsWith(beginning)).toBe(true);
    expect(line).not.toContain('\n');
  });

  it('has no control characters, whatever the name of the file contains', () => {
    const line = answerLine(FILE, { state: 'refused', reason: 'ALREADY_WITHDRAWN', key: 'incoming/a\n\u001b[2Jb.csv' });
    expect(line).toBe('a [2Jb.csv: it was undone already');
  });
});

describe('the arguments of undo', () => {
  it('are the id of one file, in small letters', () => {
    expect(readArguments(['undo', FILE.toUpperCase(), '--dry-run'])).toEqual({
      command: 'undo',
      fileId: FILE,
      dryRun: true,
      yes: false,
      stage: null,
      region: null,
    });
  });

  it.each([[[]], [['customers.csv']], [[FILE, FILE]], [[`${FILE}x`]]])('are refused where they are %j', (ids) => {
    expect(() => readArguments(['undo', ...ids])).toThrow('undo takes the id of one file');
  });
});
