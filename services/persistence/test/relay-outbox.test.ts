import type { CustomerRowsPersisted, FileEvent } from '@customer-files/events';
import { OWED_AFTER_MINUTES } from '../src/domain/owed';
import { BATCH, relayOutbox, type RelayEffects } from '../src/use-cases/relay-outbox';
import { testDatabase } from './database';
import { FILE, OTHER_FILE, persistence, row } from './persistence';

const database = testDatabase();
const NOW = new Date('2026-06-30T12:00:00Z');
const DOWN = new Error('the bus is down');

/** Parts that were applied so many minutes ago, a microsecond after each other, and never published. */
const applied = (count: number, minutesAgo: number, published: Date | null = null): Promise<unknown> =>
  database.owner.query(
    `INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting, applied_at, published_at)
     SELECT $1::uuid, n, 'e', n, n, 0, 0, $2::timestamptz + n * interval '1 microsecond', $4::timestamptz FROM generate_series($3::int, 1, -1) n`,
    [FILE, new Date(NOW.getTime() - minutesAgo * 60_000), count, published],
  );

const owed = async (): Promise<number[]> =>
  (await database.owner.query('SELECT part FROM part_ledger WHERE published_at IS NULL ORDER BY part')).map(
    ({ part }: { part: number }) => part,
  );

/** A sweep with its own connection. */
async function sweeper() {
  const published: FileEvent[] = [];
  const { effects } = await persistence(database);
  const all: RelayEffects = { ...effects, now: () => NOW, publish: async (events) => void published.push(...events) };
  return {
    published: published as CustomerRowsPersisted[],
    source: await effects.connect(),
    sweep: (changed: Partial<RelayEffects> = {}) => relayOutbox({ ...all, ...changed }),
  };
}

describe('the sweep', () => {
  it('tells what was loaded by an invocation that died before it told, once', async () => {
    const { persist, announce } = await persistence(database);
    await persist(announce(OTHER_FILE, 1, [row(1)]));
    const other = announce(FILE, 7, [row(1, { name: 'Other' }), row(2)]);
    await expect(persist(other, { publish: () => Promise.reject(DOWN) })).rejects.toBe(DOWN);
    const { sweep, published } = await sweeper();
    const later = { now: () => new Date(Date.now() + 20 * 60_000) };
    expect([await sweep(later), await sweep(later)]).toEqual([1, 0]);
    expect(published).toEqual([
      expect.objectContaining({
        version: 1,
        fileId: FILE,
        part: 7,
        inserted: 1,
        unchanged: 0,
        conflicting: 1,
        conflicts: expect.objectContaining({ key: `Curoupt_Records/${FILE}/conflicts-000007.csv` }),
      }),
    ]);
    expect(await owed()).toEqual([]);
  });

  it('leaves alone what a message may still tell, and what was told', async () => {
    await applied(3, OWED_AFTER_MINUTES - 0.01);
    const { sweep, published } = await sweeper();
    expect([await sweep(), published]).toEqual([0, []]);
    await database.owner.query('TRUNCATE part_ledger');
    await applied(3, 600, NOW);
    expect([await sweep(), published]).toEqual([0, []]);
  });

  it('takes the oldest first, over as many batches as there are, each once', async () => {
    const many = 2 * BATCH + 5;
    await applied(many, 60);
    const { sweep, published, source } = await sweeper();
    // The index alone would bring them in their order.
    await source.query('SET enable_indexscan = off; SET enable_bitmapscan = off');
    expect(await sweep()).toBe(many);
    expect(published.map(({ part }) => part)).toEqual(Array.from({ length: many }, (_, i) => i + 1));
    expect(await owed()).toEqual([]);
  });

  it('ends before the function would be cut off; the next one goes on', async () => {
    await applied(BATCH + 1, 60);
    const { sweep, published } = await sweeper();
    const left = [300_000, 300_000, 29_000];
    await sweep({ remainingMs: () => left.shift() ?? 0 });
    expect([published.length, await owed()]).toEqual([BATCH, [BATCH + 1]]);
    await sweep();
    expect(published).toHaveLength(BATCH + 1);
  });

  it('publishes nothing twice where two run at once', async () => {
    await applied(BATCH + 5, 60);
    const [one, two] = await Promise.all([sweeper(), sweeper()]);
    let begun!: () => void;
    const underWay = new Promise<void>((resolve) => (begun = resolve));
    let go!: () => void;
    const released = new Promise<void>((resolve) => (go = resolve));
    const first = one.sweep({
      publish: async (events) => {
        begun();
        await released;
        one.published.push(...(events as CustomerRowsPersisted[]));
      },
    });
    await underWay;
    expect(await two.sweep()).toBe(5);
    go();
    await first;
    expect([...one.published, ...two.published].map(({ part }) => part).sort((a, b) => a - b)).toEqual(
      Array.from({ length: BATCH + 5 }, (_, i) => i + 1),
    );
  });

  it('is not held up by a part that the bus does not take, and says that there was one', async () => {
    await applied(BATCH + 2, 60);
    const { sweep, published } = await sweeper();
    const publish = async (events: readonly FileEvent[]): Promise<void> => {
      if ((events[0] as CustomerRowsPersisted).part === 2) throw DOWN;
      published.push(...(events as CustomerRowsPersisted[]));
    };
    await expect(sweep({ publish })).rejects.toMatchObject({
      code: 'RELAY_FAILED',
      failed: 1,
      published: BATCH + 1,
      message: expect.stringContaining('the bus is down'),
    });
    expect(await owed()).toEqual([2]);
  });

  it('ends with the first batch of which the bus takes nothing', async () => {
    await applied(3 * BATCH, 60);
    const { sweep } = await sweeper();
    await expect(sweep({ publish: () => Promise.reject(DOWN) })).rejects.toMatchObject({
      code: 'RELAY_FAILED',
      failed: BATCH,
      published: 0,
    });
    expect(await owed()).toHaveLength(3 * BATCH);
  });

  it('finds them by an index of nothing else', async () => {
    await applied(2000, 60, NOW);
    await database.owner.query(
      "INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting) VALUES ($1, 9999, 'e', 1, 1, 0, 0)",
      [FILE],
    );
    await database.owner.query('ANALYZE part_ledger');
    const plan = await database.owner.query(
      'EXPLAIN SELECT part FROM part_ledger WHERE published_at IS NULL AND applied_at < now() ORDER BY applied_at, file_id, part',
    );
    expect(JSON.stringify(plan)).toContain('part_ledger_owed');
  });
});
