import { setTimeout as delay } from 'node:timers/promises';
import { create, CustomerFileProcessed, type CustomerFileWithdrawn } from '@customer-files/events';
import { recordOnce } from '../src/adapters/part-ledger';
import { loadRows } from '../src/adapters/customer-repository';
import { openPart } from '../src/adapters/open-part';
import { listFiles } from '../src/use-cases/list-files';
import { recordFile } from '../src/use-cases/record-file';
import { relayOutbox } from '../src/use-cases/relay-outbox';
import { undoFile, type UndoEffects } from '../src/use-cases/undo-file';
import { testDatabase } from './database';
import { FILE, OTHER_FILE, persistence, row } from './persistence';

const database = testDatabase();

const DOWN = new Error('the bus is down');

/** Adds a file to the load history, as it is when it has ended. */
const endedWith = (inserted: number, changed: Partial<CustomerFileProcessed> = {}): CustomerFileProcessed =>
  create(CustomerFileProcessed, {
    fileId: FILE,
    status: 'processed',
    object: { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v1', etag: 'e1', bytes: 1 },
    asOf: '2026-06-30',
    receivedAt: '2026-06-30T11:59:59.000Z',
    startedAt: '2026-06-30T12:00:00.000Z',
    finishedAt: '2026-06-30T12:00:01.500Z',
    counts: { total: inserted, valid: inserted, invalid: 0, inserted, unchanged: 0, conflicting: 0 },
    failures: {},
    rejects: null,
    conflicts: [],
    refusal: null,
    possiblyRepeated: false,
    late: false,
    notices: [],
    ...changed,
  });

const ids = async (): Promise<number[]> =>
  (await database.owner.query('SELECT customer_id FROM dim_customer ORDER BY 1')).map(
    ({ customer_id }: { customer_id: string }) => Number(customer_id),
  );

const marks = (): Promise<unknown[]> =>
  database.owner.query('SELECT deleted, kept, published_at IS NOT NULL AS published FROM withdrawn_file');

/** Persistence with the two logins: that of the worker, and that of the owner for `undo`. */
async function service() {
  const worker = await persistence(database);
  const published: CustomerFileWithdrawn[] = [];
  const effects: UndoEffects = {
    ...worker.effects,
    connect: async () => database.owner,
    disconnect: async () => undefined,
    publish: async (events) => void published.push(...(events as CustomerFileWithdrawn[])),
  };
  const undo = (changed: Partial<UndoEffects> = {}, fileId = FILE) =>
    undoFile(fileId, false, { ...effects, ...changed });
  return {
    ...worker,
    withdrawn: published,
    undo,
    plan: (fileId = FILE) => undoFile(fileId, true, effects),
    end: (event: CustomerFileProcessed) => recordFile(event, worker.effects),
    files: () => listFiles({ names: [], feed: null }, worker.effects),
    /** A file of two parts and five rows, beside another one of two rows. */
    loadTwo: async () => {
      await worker.persist(worker.announce(OTHER_FILE, 1, [row(11), row(12)]));
      const parts = [
        worker.announce(FILE, 1, [row(1), row(2), row(3)]),
        worker.announce(FILE, 2, [row(4), row(5), row(11)]),
      ];
      for (const part of parts) await worker.persist(part);
      const counts = { total: 6, valid: 6, invalid: 0, inserted: 5, unchanged: 1, conflicting: 0 };
      await recordFile(endedWith(5, { counts }), worker.effects);
      return parts;
    },
  };
}

describe('the undo of a file', () => {
  it('deletes the rows that the file has inserted, and no other', async () => {
    const { loadTwo, undo, withdrawn, files } = await service();
    await loadTwo();
    expect(await undo()).toEqual({ state: 'withdrawn', key: 'incoming/customers.csv', deleted: 5, kept: 0 });
    expect(await ids()).toEqual([11, 12]);
    expect(await marks()).toEqual([{ deleted: 5, kept: 0, published: true }]);
    const [{ withdrawnAt } = { withdrawnAt: null }] = await files();
    expect(withdrawnAt).toEqual(expect.any(String));
    expect(withdrawn).toEqual([
      expect.objectContaining({
        version: 1,
        fileId: FILE,
        key: 'incoming/customers.csv',
        receivedAt: '2026-06-30T11:59:59.000Z',
        withdrawnAt,
        deleted: 5,
        kept: 0,
      }),
    ]);
  });

  it('only says what it would do where it is asked for a dry run', async () => {
    const { loadTwo, plan, withdrawn, files } = await service();
    await loadTwo();
    expect(await plan()).toEqual({ state: 'planned', key: 'incoming/customers.csv', toDelete: 5, toKeep: 0 });
    expect(await ids()).toHaveLength(7);
    expect(await marks()).toEqual([]);
    expect(await files()).toMatchObject([{ withdrawnAt: null }]);
    expect(withdrawn).toEqual([]);
  });

  it('leaves and counts rows that a later file has taken over since', async () => {
    const { loadTwo, plan, undo } = await service();
    await loadTwo();
    await database.owner.query('UPDATE dim_customer SET source_file_id = $1 WHERE customer_id IN (2, 4)', [OTHER_FILE]);
    expect(await plan()).toMatchObject({ toDelete: 3, toKeep: 2 });
    expect(await undo()).toMatchObject({ deleted: 3, kept: 2 });
    expect(await ids()).toEqual([2, 4, 11, 12]);
  });

  it('is done once: a second undo changes nothing and publishes nothing', async () => {
    const { loadTwo, undo, plan, withdrawn } = await service();
    await loadTwo();
    await undo();
    const refusal = { state: 'refused', reason: 'ALREADY_WITHDRAWN', key: 'incoming/customers.csv' };
    expect(await undo()).toEqual(refusal);
    expect(await plan()).toEqual(refusal);
    expect(withdrawn).toHaveLength(1);
    expect(await marks()).toEqual([{ deleted: 5, kept: 0, published: true }]);
  });

  it('counts each row once where two invocations do it at the same time', async () => {
    const [one, two] = [await service(), await service()];
    await one.loadTwo();
    const other = await database.asOwner();
    await Promise.all([one.undo(), two.undo({ connect: async () => other })]);
    expect(await marks()).toEqual([{ deleted: 5, kept: 0, published: true }]);
    expect(await ids()).toEqual([11, 12]);
  });

  it('goes on in the next invocation where the time of one has run out', async () => {
    const { loadTwo, undo, withdrawn } = await service();
    await loadTwo();
    expect(await undo({ remainingMs: () => 20_000 })).toMatchObject({ state: 'working', deleted: 0, inserted: 5 });
    expect(withdrawn).toEqual([]);
    expect(await ids()).toHaveLength(7);
    expect(await undo()).toMatchObject({ state: 'withdrawn', deleted: 5 });
  });

  it('publishes in a second undo what the first one had not published', async () => {
    const { loadTwo, undo, withdrawn } = await service();
    await loadTwo();
    await expect(undo({ publish: () => Promise.reject(DOWN) })).rejects.toBe(DOWN);
    expect(await marks()).toEqual([{ deleted: 5, kept: 0, published: false }]);
    expect(await undo()).toMatchObject({ state: 'refused', reason: 'ALREADY_WITHDRAWN' });
    expect(withdrawn).toHaveLength(1);
  });

  it('is published by the outbox relay where nobody runs it again', async () => {
    const { loadTwo, undo, effects } = await service();
    await loadTwo();
    await expect(undo({ publish: () => Promise.reject(DOWN) })).rejects.toBe(DOWN);
    const relayed: unknown[] = [];
    const relay = (minutes: number) =>
      relayOutbox({
        ...effects,
        now: () => new Date(Date.now() + minutes * 60_000),
        publish: async (events) => void relayed.push(...events),
      });
    expect(await relay(10)).toBe(0);
    expect(await relay(20)).toBe(1);
    expect(await relay(20)).toBe(0);
    expect(relayed).toEqual([expect.objectContaining({ fileId: FILE, deleted: 5, kept: 0 })]);
  });

  it('is refused for an id that is not known, a file that has not ended, and one that put nothing in', async () => {
    const { undo, persist, announce, end, withdrawn } = await service();
    expect(await undo()).toEqual({ state: 'refused', reason: 'UNKNOWN', key: null });
    await persist(announce(FILE, 1, [row(1)]));
    expect(await undo()).toEqual({ state: 'refused', reason: 'PROCESSING', key: null });
    const refusal = { code: 'FILE_EMPTY' as const, message: 'It is empty.', hint: 'Send it again.' };
    await end(endedWith(0, { fileId: OTHER_FILE, status: 'refused', refusal, counts: null }));
    const key = 'incoming/customers.csv';
    expect(await undo({}, OTHER_FILE)).toEqual({ state: 'refused', reason: 'NOTHING_LOADED', key });
    expect(await marks()).toEqual([]);
    expect(await ids()).toEqual([1]);
    expect(withdrawn).toEqual([]);
  });

  it('takes out the parts of a file that was refused after they were loaded', async () => {
    const { undo, persist, announce, end } = await service();
    await persist(announce(FILE, 1, [row(1), row(2)]));
    const refusal = { code: 'FILE_GONE' as const, message: 'It is gone.', hint: 'Send it again.' };
    await end(endedWith(2, { status: 'refused', refusal }));
    expect(await undo()).toMatchObject({ state: 'withdrawn', deleted: 2 });
    expect(await ids()).toEqual([]);
  });
});

describe('a part of a file that was undone', () => {
  it('is not loaded again by a redelivery, which publishes the same outcome, nor by a replay', async () => {
    const { loadTwo, undo, persist, published } = await service();
    const parts = await loadTwo();
    const before = [...published];
    await undo();
    for (const part of parts) await persist(part);
    expect(published).toEqual([...before, ...before.slice(1)]);
    for (const part of parts) await persist(part, {}, true);
    expect(published).toHaveLength(before.length + 2);
    expect(await ids()).toEqual([11, 12]);
  });

  it('is not loaded where the ledger does not have it any more, and publishes nothing', async () => {
    const { loadTwo, undo, persist, published } = await service();
    const parts = await loadTwo();
    await undo();
    await database.owner.query('DELETE FROM part_ledger WHERE file_id = $1', [FILE]);
    const before = published.length;
    for (const part of parts) await persist(part);
    for (const part of parts) await persist(part, {}, true);
    expect(await ids()).toEqual([11, 12]);
    expect(published).toHaveLength(before);
    expect(await database.owner.query('SELECT part FROM part_ledger WHERE file_id = $1', [FILE])).toEqual([]);
  });

  it('that is being loaded is waited for, and its rows are deleted with the others', async () => {
    const { loadTwo, undo, effects } = await service();
    const [part] = await loadTwo();
    // The ledger is that of an older backup, so that a replay loads the part again.
    await database.owner.query('DELETE FROM part_ledger WHERE file_id = $1 AND part = 1', [FILE]);
    await database.owner.query('DELETE FROM dim_customer WHERE customer_id <= 3');
    let commit = (): void => undefined;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let onLoaded = (): void => undefined;
    const isLoaded = new Promise<void>((resolve) => (onLoaded = resolve));
    const loading = recordOnce(await effects.connect(), part!, async (runner) => {
      const content = await openPart(effects.store, part!);
      const { inserted, unchanged } = await loadRows(runner, content, part!.rows);
      content.close();
      onLoaded();
      await mayCommit;
      return { inserted, unchanged, conflicting: 0, conflicts: null };
    });
    await isLoaded;
    let isUndone = false;
    const undone = undo().finally(() => (isUndone = true));
    await waitsForLock();
    expect(isUndone).toBe(false);
    commit();
    expect(await loading).toMatchObject({ inserted: 3 });
    expect(await undone).toMatchObject({ state: 'withdrawn', deleted: 5, kept: 0 });
    expect(await ids()).toEqual([11, 12]);
  });
});

/** Resolves when a session of the owner waits for an advisory lock. */
async function waitsForLock(): Promise<void> {
  const observer = await database.asApp();
  for (;;) {
    const waiting = await observer.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    if (waiting.length > 0) return;
    await delay(10);
  }
}
