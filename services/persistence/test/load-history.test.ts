import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, CustomerFileProcessed, type FinalCounts, restore } from '@customer-files/events';
import type { HistoryFilter } from '../src/domain/load-history';
import { listFiles } from '../src/use-cases/list-files';
import { recordFile } from '../src/use-cases/record-file';
import { testDatabase } from './database';
import { FILE, OTHER_FILE, persistence } from './persistence';

const database = testDatabase();

const COUNTS: FinalCounts = { total: 10, valid: 8, invalid: 2, inserted: 5, unchanged: 2, conflicting: 1 };

const ended = (changed: Partial<CustomerFileProcessed> = {}): CustomerFileProcessed =>
  create(CustomerFileProcessed, {
    fileId: FILE,
    status: 'processed',
    object: { bucket: 'landing', key: 'incoming/june/customers.csv', versionId: 'v1', etag: 'e1', bytes: 1 },
    asOf: '2026-06-30',
    receivedAt: '2026-06-30T11:59:59.000Z',
    startedAt: '2026-06-30T12:00:00.000Z',
    finishedAt: '2026-06-30T12:00:01.500Z',
    counts: COUNTS,
    failures: { EMAIL_INVALID: 2 },
    rejects: { bucket: 'work', key: 'Curoupt_Records/x/customers.rejects.csv', versionId: null, etag: 'r', bytes: 1 },
    conflicts: [],
    refusal: null,
    possiblyRepeated: false,
    late: false,
    notices: [{ code: 'HEADER_REPEATED', message: 'Once more.' }],
    ...changed,
  });

/** The load history on the connection of the worker. */
async function history() {
  const { effects } = await persistence(database);
  return {
    effects,
    record: (event: CustomerFileProcessed) => recordFile(event, effects),
    list: (filter: Partial<HistoryFilter> = {}) => listFiles({ names: [], feed: null, ...filter }, effects),
  };
}

describe('the load history', () => {
  it('has every field of a file that was processed', async () => {
    const { record, list } = await history();
    await record(ended());
    expect(await list()).toEqual([
      {
        fileId: FILE,
        feed: 'default',
        key: 'incoming/june/customers.csv',
        versionId: 'v1',
        etag: 'e1',
        receivedAt: '2026-06-30T11:59:59.000Z',
        finishedAt: '2026-06-30T12:00:01.500Z',
        asOf: '2026-06-30',
        status: 'processed',
        refusalCode: null,
        counts: { ...COUNTS, updated: 0, outdated: 0 },
        failures: { EMAIL_INVALID: 2 },
        notices: [{ code: 'HEADER_REPEATED', message: 'Once more.' }],
        rejectsKey: 'Curoupt_Records/x/customers.rejects.csv',
        withdrawnAt: null,
        withdrawalRequestedAt: null,
      },
    ]);
  });

  it('has a file of which no row was read, with the code of its refusal and without counts', async () => {
    const { record, list } = await history();
    const refusal = { code: 'FILE_EMPTY' as const, message: 'It is empty.', hint: 'Send it again.' };
    await record(ended({ status: 'refused', refusal, counts: null, failures: {}, rejects: null, notices: [] }));
    expect(await list()).toMatchObject([
      { status: 'refused', refusalCode: 'FILE_EMPTY', counts: null, rejectsKey: null },
    ]);
  });

  it('has a file that was refused for its rejects, whose accepted rows were not loaded', async () => {
    const { record, list } = await history();
    const refusal = { code: 'TOO_MANY_REJECTS' as const, message: 'Too many.', hint: 'Correct them.' };
    const counts = { ...COUNTS, inserted: 0, unchanged: 0, conflicting: 0 };
    await record(ended({ status: 'refused', refusal, counts }));
    expect(await list()).toMatchObject([{ refusalCode: 'TOO_MANY_REJECTS', counts: { valid: 8, inserted: 0 } }]);
  });

  it('is written once, when an event is delivered twice at the same time, and again', async () => {
    const [one, two] = [await history(), await history()];
    await Promise.all([one.record(ended()), two.record(ended())]);
    await one.record(ended());
    expect(await one.list()).toHaveLength(1);
  });

  it('keeps when a file was withdrawn, when its event is delivered or replayed again', async () => {
    const { record, list } = await history();
    await record(ended());
    await database.owner.query("UPDATE customer_file SET withdrawn_at = '2026-07-01T08:00:00Z'");
    await record(ended());
    expect(await list()).toMatchObject([{ withdrawnAt: '2026-07-01T08:00:00.000Z' }]);
  });

  it('has the time of the first event as that of the receipt, in events from before it was published', async () => {
    const { record, list } = await history();
    const text = readFileSync(join(__dirname, '../../../events/samples/CustomerFileProcessed.v1.json'), 'utf8');
    const samples = Object.values(JSON.parse(text) as Record<string, { receivedAt?: string; startedAt: string }>);
    const old = samples.find(({ receivedAt }) => receivedAt === undefined)!;
    await record(restore(CustomerFileProcessed, { notices: [], receivedAt: null, ...old }));
    expect(await list()).toMatchObject([{ receivedAt: old.startedAt }]);
  });

  it('takes no file as processed whose numbers do not add up', async () => {
    const { record } = await history();
    const failure = record(ended({ counts: { ...COUNTS, inserted: 6 } }));
    await expect(failure).rejects.toMatchObject({ name: 'DatabaseFailed', code: '23514' });
  });

  it('lists the newest file first, of a feed, and those with a name, a key or an id', async () => {
    const { record, list } = await history();
    await record(ended());
    const object = { ...ended().object, key: 'incoming/july.csv' };
    await record(ended({ fileId: OTHER_FILE, object, finishedAt: '2026-07-30T12:00:00.000Z' }));
    const ids = async (filter: Partial<HistoryFilter>): Promise<string[]> =>
      (await list(filter)).map(({ fileId }) => fileId);
    expect(await ids({})).toEqual([OTHER_FILE, FILE]);
    expect(await ids({ names: ['customers.csv'] })).toEqual([FILE]);
    expect(await ids({ names: ['incoming/july.csv'] })).toEqual([OTHER_FILE]);
    expect(await ids({ names: [FILE, 'july.csv'] })).toEqual([OTHER_FILE, FILE]);
    expect(await ids({ names: ["'; DROP TABLE customer_file; --"] })).toEqual([]);
    expect(await ids({ feed: 'default' })).toEqual([OTHER_FILE, FILE]);
    expect(await ids({ feed: 'another' })).toEqual([]);
  });
});
