import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomerRowsPersisted, CustomerRowsValidated, type FileEvent } from '@customer-files/events';
import { startPostgres } from '@customer-files/local-cloud/src/postgres/postgres';
import type { ObjectStore } from '@customer-files/object-store';
import type { DataSource } from 'typeorm';
import { connect } from '../src/adapters/data-source';
import { databaseSettings } from '../src/adapters/database-settings';
import { migrate } from '../src/migrate';
import { persistPart, type PersistenceEffects } from '../src/persist-part';
import { partOf, type Row } from './parts';

const FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
const OTHER_FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f61';

let folder: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let owner: DataSource;
const open: DataSource[] = [];

const loginOf = ({ user, password }: { user: string; password: string }) => databaseSettings({ host: postgres.host, port: postgres.port, database: postgres.database, user, password }, 'database/app');
const asApp = async (): Promise<DataSource> => {
  const source = await connect(loginOf(postgres.app));
  open.push(source);
  return source;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'persistence-'));
  postgres = await startPostgres({ directory: join(folder, 'postgres'), port: 0, logFile: join(folder, 'postgres.log') });
  owner = await connect(loginOf(postgres.owner));
  await migrate(owner, postgres.app.user);
}, 60_000);

beforeEach(() => owner.query('TRUNCATE dim_customer, part_ledger'));

// The role may have ten connections, and a terminated one is closed already.
afterEach(async () => {
  await Promise.allSettled(open.splice(0).map((source) => source.destroy()));
});

afterAll(async () => {
  // Where the server did not start, there is only the folder.
  await Promise.all([owner, ...open].filter((source) => source?.isInitialized).map((source) => source.destroy()));
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Persistence with its own connection; parts and conflicts in memory. */
async function persistence() {
  let source = await asApp();
  const parts = new Map<string, Buffer>();
  const written = new Map<string, string>();
  const published: FileEvent[] = [];
  const store: Pick<ObjectStore, 'readAll' | 'put'> = {
    readAll: async ({ key }) => parts.get(key)!,
    put: async (bucket, key, body) => {
      written.set(key, String(body));
      return { bucket, key, versionId: null, etag: 'c', bytes: body.length };
    },
  };
  const effects: PersistenceEffects = {
    store: store as ObjectStore, workBucket: 'work', rejectsPrefix: 'Curoupt_Records/', now: () => new Date(), sleep: async () => undefined,
    publish: async (events) => void published.push(...events),
    connect: async () => source,
    disconnect: async () => {
      source = await asApp();
    },
    renewLogin: async () => undefined,
  };
  const announce = (fileId: string, part: number, rows: Row[]): CustomerRowsValidated => {
    const bytes = partOf(fileId, rows);
    const key = `parts/${fileId}/${part}`;
    parts.set(key, bytes);
    const etag = createHash('md5').update(bytes).digest('hex');
    return Object.assign(new CustomerRowsValidated(), { fileId, part, rows: rows.length, accepted: { bucket: 'work', key, versionId: null, etag, bytes: bytes.length } });
  };
  return {
    published: published as CustomerRowsPersisted[], written, effects, announce, parts,
    persist: (event: CustomerRowsValidated, changed: Partial<PersistenceEffects> = {}, isReplay = false) => persistPart(event, isReplay, { ...effects, ...changed }),
  };
}

const row = (id: number, changed: Partial<Row> = {}): Row => ({ id: BigInt(id), name: 'Ada Byron', email: `a${id}@example.com`, age: 36, born: '1990-01-15', phone: '0123456789', country: null, ...changed });
const ids = async (): Promise<string[]> => (await owner.query('SELECT customer_id FROM dim_customer ORDER BY 1')).map(({ customer_id }: { customer_id: string }) => customer_id);

describe('a part', () => {
  it('goes into the table as it is, with its ledger row', async () => {
    const { persist, announce, published } = await persistence();
    await persist(announce(FILE, 1, [row(1, { name: 'Zoë  \t"x"\\.', country: 'NA' }), row(9_007_199_254_740_992)]));
    expect(await owner.query('SELECT customer_id, full_name, country, date_of_birth::text AS born, phone_number, source_file_id FROM dim_customer ORDER BY 1')).toEqual([
      { customer_id: '1', full_name: 'Zoë  \t"x"\\.', country: 'NA', born: '1990-01-15', phone_number: '0123456789', source_file_id: FILE },
      { customer_id: '9007199254740992', full_name: 'Ada Byron', country: null, born: '1990-01-15', phone_number: '0123456789', source_file_id: FILE },
    ]);
    expect(published).toEqual([expect.objectContaining({ fileId: FILE, part: 1, inserted: 2, unchanged: 0, conflicting: 0, conflicts: null })]);
    expect(await owner.query('SELECT rows, inserted, published_at IS NOT NULL AS published FROM part_ledger')).toEqual([{ rows: 2, inserted: 2, published: true }]);
  });

  it('counts what is there already as unchanged or conflicting, and lists both versions of what differs', async () => {
    const { persist, announce, published, written } = await persistence();
    await persist(announce(FILE, 1, [row(1), row(2), row(3)]));
    await persist(announce(OTHER_FILE, 1, [row(2), row(3, { name: '=Bo', country: 'DE' }), row(4)]));
    expect(published[1]).toMatchObject({ inserted: 1, unchanged: 1, conflicting: 1, conflicts: { key: `Curoupt_Records/${OTHER_FILE}/conflicts-000001.csv` } });
    const [header, line] = written.get(`Curoupt_Records/${OTHER_FILE}/conflicts-000001.csv`)!.split('\n');
    expect(header).toBe('customer_id,sent_full_name,kept_full_name,sent_email,kept_email,sent_age,kept_age,sent_date_of_birth,kept_date_of_birth,sent_phone_number,kept_phone_number,sent_country,kept_country');
    expect(line).toBe("3,'=Bo,Ada Byron,a3@example.com,a3@example.com,36,36,1990-01-15,1990-01-15,0123456789,0123456789,DE,");
    expect((await owner.query('SELECT full_name FROM dim_customer WHERE customer_id = 3'))[0].full_name).toBe('Ada Byron');
  });

  it('lets the earlier line win where it repeats an id', async () => {
    const { persist, announce, published } = await persistence();
    await persist(announce(FILE, 1, [row(5, { name: 'First' }), row(5, { name: 'Second' }), row(5, { name: 'First' })]));
    expect(published[0]).toMatchObject({ inserted: 1, unchanged: 1, conflicting: 1 });
    expect((await owner.query('SELECT full_name FROM dim_customer'))[0].full_name).toBe('First');
  });
});

describe('a part that is delivered again', () => {
  it('changes nothing and says the same', async () => {
    const { persist, announce, published } = await persistence();
    const event = announce(FILE, 1, [row(1), row(2)]);
    await persist(event);
    await persist(event);
    expect(published[1]).toEqual(published[0]);
    expect(await ids()).toEqual(['1', '2']);
  });

  it('says nothing on a replay where all was said, and what was owed where it was not', async () => {
    const { persist, announce, published } = await persistence();
    const event = announce(FILE, 1, [row(1)]);
    await expect(persist(event, { publish: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
    await persist(event, {}, true);
    await persist(event, {}, true);
    expect(published).toHaveLength(1);
  });

  it('is loaded once where it comes five times at once', async () => {
    const workers = await Promise.all(Array.from({ length: 5 }, persistence));
    const events = workers.map(({ announce }) => announce(FILE, 1, [row(1), row(2), row(3)]));
    await Promise.all(workers.map(({ persist }, i) => persist(events[i]!)));
    expect(workers.map(({ published }) => published[0]!.inserted)).toEqual([3, 3, 3, 3, 3]);
    expect(await ids()).toEqual(['1', '2', '3']);
  });

  it('is refused where it was altered, and nothing is written', async () => {
    const { persist, announce } = await persistence();
    await persist(announce(FILE, 1, [row(1)]));
    await expect(persist(announce(FILE, 1, [row(2)]))).rejects.toMatchObject({ code: 'PART_CHANGED' });
    expect(await ids()).toEqual(['1']);
  });
});

describe('faults', () => {
  it('of the part leave nothing behind', async () => {
    const { persist, announce, parts } = await persistence();
    const event = announce(FILE, 1, [row(1), row(2)]);
    await expect(persist(Object.assign(announce(FILE, 2, [row(3)]), { rows: 7 }))).rejects.toMatchObject({ code: 'ROWS_DISAGREE' });
    parts.set(event.accepted.key, parts.get(event.accepted.key)!.subarray(0, 60));
    await expect(persist(event)).rejects.toMatchObject({ code: 'PART_UNREADABLE' });
    expect([await ids(), await owner.query('SELECT * FROM part_ledger')]).toEqual([[], []]);
  });

  it('of two parts with the same ids in opposite order are settled by the database, and the sums are right', async () => {
    const [one, two] = await Promise.all([persistence(), persistence()]);
    const many = Array.from({ length: 3000 }, (_, i) => row(i + 1));
    await Promise.all([one.persist(one.announce(FILE, 1, many)), two.persist(two.announce(OTHER_FILE, 1, [...many].reverse()))]);
    const both = [one.published[0]!, two.published[0]!];
    expect(both.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(3000);
    expect(both.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(3000);
    expect(await ids()).toHaveLength(3000);
  });

  it('of the connection are tried again on a fresh one', async () => {
    const { persist, announce, published, effects } = await persistence();
    const source = await effects.connect();
    const [{ pid }] = await source.query('SELECT pg_backend_pid() AS pid');
    // A role may end its own sessions; the pool finds out when it next uses the connection.
    await (await asApp()).query('SELECT pg_terminate_backend($1)', [pid]);
    await persist(announce(FILE, 1, [row(1)]));
    expect(published).toHaveLength(1);
  });

  it('of the database are told without a value of a row', async () => {
    const { persist, announce } = await persistence();
    const failure = persist(announce(FILE, 1, [row(1, { name: 'Secret\0Name' })]));
    await expect(failure).rejects.toMatchObject({ name: 'DatabaseFailed', message: expect.not.stringContaining('Secret') });
  });
});

describe('the role of the worker', () => {
  it.each(['DELETE FROM dim_customer', 'UPDATE dim_customer SET age = 1', 'DROP TABLE dim_customer', 'CREATE TABLE x (y int)', 'TRUNCATE part_ledger', 'DELETE FROM part_ledger'])('cannot %s', async (statement) => {
    await expect((await asApp()).query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});

describe('migrations', () => {
  it('run once', async () => {
    expect(await migrate(owner, postgres.app.user)).toEqual([]);
  });
});
