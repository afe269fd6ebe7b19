import type { CustomerRowsPersisted, FileEvent } from '@customer-files/events';
import { RELAY_AFTER_MINUTES } from '../src/domain/unpublished';
import { BATCH, relayOutbox, type RelayEffects } from '../src/use-cases/relay-outbox';
import { testDatabase } from './database';
import { FILE, OTHER_FILE, persistence, row } from './persistence';

const database = testDatabase();
const NOW = new Date('2026-06-30T12:00:00Z');
const DOWN = new Error('the bus is down');

/** Adds parts to the ledger that were loaded so many minutes ago, a microsecond after each other, unpublished by default. */
const applied = (count: number, minutesAgo: number, published: Date | null = null): Promise<unknown> =>
  database.owner.query(
    `INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting, applied_at, published_at)
     SELECT $1::uuid, n, 'e', n, n, 0, 0, $2::timestamptz + n * interval '1 microsecond', $4::timestamptz FROM generate_series($3::int, 1, -1) n`,
    [FILE, new Date(NOW.getTime() - minutesAgo * 60_000), count, published],
  );

const unpublished = async (): Promise<number[]> =>
  (await database.owner.query('SELECT part FROM part_ledger WHERE published_at IS NULL ORDER BY part')).map(
    ({ part }: { part: number }) => part,
  );

/** An outbox relay with its own connection. */
async function relayer() {
  const published: FileEvent[] = [];
  const { effects } = await persistence(database);
  const all: RelayEffects = { ...effects, now: () => NOW, publish: async (events) => void published.push(...events) };
  return {
    published: published as CustomerRowsPersisted[],
    source: await effects.connect(),
    relay: (changed: Partial<RelayEffects> = {}) => relayOutbox({ ...all, ...changed }),
  };
}

describe('the outbox relay', () => {
  it('publishes once a part that was loaded by an invocation that crashed before it published', async () => {
    const { persist, announce } = await persistence(database);
    await persist(announce(OTHER_FILE, 1, [row(1)]));
    const other = announce(FILE, 7, [row(1, { name: 'Other' }), row(2)]);
    await expect(persist(other, { publish: () => Promise.reject(DOWN) })).rejects.toBe(DOWN);
    const { relay, published } = await relayer();
    const later = { now: () => new Date(Date.now() + 20 * 60_000) };
    expect(await relay(later)).toBe(1);
    expect(await relay(later)).toBe(0);
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
    expect(await unpublished()).toEqual([]);
  });

  it('leaves alone parts whose message may still come back, and parts that are published', async () => {
    await applied(3, RELAY_AFTER_MINUTES - 0.01);
    const { relay, published } = await relayer();
    expect(await relay()).toBe(0);
    expect(published).toEqual([]);
    await database.owner.query('TRUNCATE part_ledger');
    await applied(3, 600, NOW);
    expect(await relay()).toBe(0);
    expect(published).toEqual([]);
  });

  it('publishes the oldest parts first, each once, over as many batches as there are', async () => {
    const many = 2 * BATCH + 5;
    await applied(many, 60);
    const { relay, published, source } = await relayer();
    // The index alone would bring them in their order.
    await source.query('SET enable_indexscan = off; SET enable_bitmapscan = off');
    expect(await relay()).toBe(many);
    expect(published.map(({ part }) => part)).toEqual(Array.from({ length: many }, (_, i) => i + 1));
    expect(await unpublished()).toEqual([]);
  });

  it('ends before the function times out, and the next run goes on', async () => {
    await applied(BATCH + 1, 60);
    const { relay, published } = await relayer();
    const left = [300_000, 300_000, 29_000];
    await relay({ remainingMs: () => left.shift() ?? 0 });
    expect(published).toHaveLength(BATCH);
    expect(await unpublished()).toEqual([BATCH + 1]);
    await relay();
    expect(published).toHaveLength(BATCH + 1);
  });

  it('publishes nothing twice when two relays run at the same time', async () => {
    await applied(BATCH + 5, 60);
    const [one, two] = await Promise.all([relayer(), relayer()]);
    let begun!: () => void;
    const underWay = new Promise<void>((resolve) => (begun = resolve));
    let go!: () => void;
    const released = new Promise<void>((resolve) => (go = resolve));
    const first = one.relay({
      publish: async (events) => {
        begun();
        await released;
        one.published.push(...(events as CustomerRowsPersisted[]));
      },
    });
    await underWay;
    expect(await two.relay()).toBe(5);
    go();
    await first;
    expect([...one.published, ...two.published].map(({ part }) => part).sort((a, b) => a - b)).toEqual(
      Array.from({ length: BATCH + 5 }, (_, i) => i + 1),
    );
  });

  it('publishes the other parts where the bus refuses one, and fails with RELAY_FAILED', async () => {
    await applied(BATCH + 2, 60);
    const { relay, published } = await relayer();
    const publish = async (events: readonly FileEvent[]): Promise<void> => {
      if ((events[0] as CustomerRowsPersisted).part === 2) throw DOWN;
      published.push(...(events as CustomerRowsPersisted[]));
    };
    await expect(relay({ publish })).rejects.toMatchObject({
      code: 'RELAY_FAILED',
      failed: 1,
      published: BATCH + 1,
      message: expect.stringContaining('the bus is down'),
    });
    expect(await unpublished()).toEqual([2]);
  });

  it('ends with the first batch of which the bus accepts nothing', async () => {
    await applied(3 * BATCH, 60);
    const { relay } = await relayer();
    await expect(relay({ publish: () => Promise.reject(DOWN) })).rejects.toMatchObject({
      code: 'RELAY_FAILED',
      failed: BATCH,
      published: 0,
    });
    expect(await unpublished()).toHaveLength(3 * BATCH);
  });

  it('goes on behind a batch of parts that can never be published', async () => {
    await applied(BATCH + 1, 60);
    const { relay, published } = await relayer();
    const invalid = Object.assign(new Error('CustomerRowsPersisted is not valid'), { code: 'EVENT_INVALID' });
    const publish: RelayEffects['publish'] = async (events) => {
      if ((events[0] as CustomerRowsPersisted).part <= BATCH) throw invalid;
      published.push(...(events as CustomerRowsPersisted[]));
    };
    await expect(relay({ publish })).rejects.toMatchObject({ code: 'RELAY_FAILED', failed: BATCH, published: 1 });
    expect(published.map(({ part }) => part)).toEqual([BATCH + 1]);
  });

  it('finds unpublished parts by the partial index', async () => {
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
