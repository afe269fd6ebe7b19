import type { HistoryEntry } from '@customer-files/persistence';
import { readArguments } from '../bin/arguments.mjs';
import { historyLine } from '../src/commands/files';

const ENTRY: HistoryEntry = {
  fileId: '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60',
  feed: 'default',
  key: 'incoming/customers.csv',
  versionId: null,
  etag: 'e',
  receivedAt: '2026-06-30T12:00:00.000Z',
  finishedAt: '2026-06-30T12:00:01.500Z',
  asOf: '2026-06-30',
  status: 'processed',
  refusalCode: null,
  counts: {
    total: 2000,
    valid: 1626,
    invalid: 374,
    inserted: 1600,
    updated: 0,
    unchanged: 20,
    conflicting: 6,
    outdated: 0,
  },
  failures: {},
  notices: [],
  rejectsKey: null,
  withdrawnAt: null,
  withdrawalRequestedAt: null,
};

describe('the line of a file in the load history', () => {
  it('has the time, the name, the status, the numbers and the id', () => {
    expect(historyLine(ENTRY)).toBe(
      '2026-06-30 12:00:01 UTC  customers.csv  processed  2,000 rows, 1,626 accepted, 374 rejected: ' +
        '1,600 inserted, 20 already there, 6 conflicting  0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60\n',
    );
  });

  it('says when the rows of the file were taken out again', () => {
    expect(historyLine({ ...ENTRY, withdrawnAt: '2026-07-01T08:00:00.000Z' })).toContain(
      '  processed and withdrawn at 2026-07-01 08:00:00 UTC  ',
    );
  });

  it('says that an undo is not complete', () => {
    expect(historyLine({ ...ENTRY, withdrawalRequestedAt: '2026-07-01T08:00:00.000Z' })).toContain(
      '  processed and partly withdrawn: run undo again  ',
    );
  });

  it('has the code of a refusal, and says that no row was read', () => {
    expect(historyLine({ ...ENTRY, status: 'refused', refusalCode: 'FILE_EMPTY', counts: null })).toContain(
      '  refused (FILE_EMPTY)  no row was read  ',
    );
  });

  it('is one line without control characters, whatever the name of the file contains', () => {
    const line = historyLine({ ...ENTRY, key: 'incoming/a\n\u001b[2Jb\u202e.csv' });
    expect(line).toMatch(/ {2}a \[2Jb \.csv {2}/);
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });
});

describe('the arguments of files', () => {
  it('are names, a feed and a stage', () => {
    expect(readArguments(['files', 'a.csv', '--feed', 'partner', '--stage', 'prod', '--json'])).toEqual({
      command: 'files',
      names: ['a.csv'],
      feed: 'partner',
      json: true,
      stage: 'prod',
      region: null,
    });
  });

  it('need a stage where they have a region', () => {
    expect(() => readArguments(['files', '--region', 'eu-west-1'])).toThrow('it needs --stage too');
  });
});
