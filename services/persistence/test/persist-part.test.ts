import { Readable } from 'node:stream';
import { HEAD_BYTES } from '@customer-files/part-format';
import { testDatabase } from './database';
import { FILE, OTHER_FILE, persistence as persistenceOn, row } from './persistence';

const database = testDatabase();
const persistence = () => persistenceOn(database);

/** A stream that fails at its end, as one does whose checksum is wrong. */
async function* brokenOff(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* stream;
  throw new Error('the checksum is another');
}

const ids = async (): Promise<string[]> =>
  (await database.owner.query('SELECT customer_id FROM dim_customer ORDER BY 1')).map(
    ({ customer_id }: { customer_id: string }) => customer_id,
  );

const ledger = (): Promise<unknown[]> => database.owner.query('SELECT part FROM part_ledger');

describe('persistPart', () => {
  it('loads a part as it is, with its entry in the ledger', async () => {
    const { persist, announce, published } = await persistence();
    await persist(announce(FILE, 1, [row(1, { name: 'Zoë  \t"x"\\.', country: 'NA' }), row(9_007_199_254_740_992)]));
    expect(
      await database.owner.query(
        'SELECT customer_id, full_name, country, date_of_birth::text AS born, phone_number, source_file_id, source_line FROM dim_customer ORDER BY 1',
      ),
    ).toEqual([
      {
        customer_id: '1',
        full_name: 'Zoë  \t"x"\\.',
        country: 'NA',
        born: '1990-01-15',
        phone_number: '0123456789',
        source_file_id: FILE,
        source_line: 2,
      },
      {
        customer_id: '9007199254740992',
        full_name: 'Ada Byron',
        country: null,
        born: '1990-01-15',
        phone_number: '0123456789',
        source_file_id: FILE,
        source_line: 3,
      },
    ]);
    expect(published).toEqual([
      expect.objectContaining({ fileId: FILE, part: 1, inserted: 2, unchanged: 0, conflicting: 0, conflicts: null }),
    ]);
    expect(
      await database.owner.query('SELECT rows, inserted, published_at IS NOT NULL AS published FROM part_ledger'),
    ).toEqual([{ rows: 2, inserted: 2, published: true }]);
  });

  it('counts rows whose id is in the table as unchanged or conflicting, and reports both versions of what differs', async () => {
    const { persist, announce, published, written } = await persistence();
    await persist(announce(FILE, 1, [row(1), row(2), row(3)]));
    await persist(announce(OTHER_FILE, 1, [row(2), row(3, { name: '=Bo', country: 'DE' }), row(4)]));
    expect(published[1]).toMatchObject({
      inserted: 1,
      unchanged: 1,
      conflicting: 1,
      conflicts: { key: `Curoupt_Records/${OTHER_FILE}/conflicts-000001.csv` },
    });
    const [header, line] = written.get(`Curoupt_Records/${OTHER_FILE}/conflicts-000001.csv`)!.split('\n');
    expect(header).toBe(
      '\ufeffcustomer_id,sent_full_name,kept_full_name,sent_email,kept_email,sent_age,kept_age,sent_date_of_birth,kept_date_of_birth,sent_phone_number,kept_phone_number,sent_country,kept_country',
    );
    expect(line).toBe(
      "3,'=Bo,Ada Byron,a3@example.com,a3@example.com,36,36,1990-01-15,1990-01-15,0123456789,0123456789,DE,",
    );
    expect((await database.owner.query('SELECT full_name FROM dim_customer WHERE customer_id = 3'))[0].full_name).toBe(
      'Ada Byron',
    );
  });

  it('divides a part into new, unchanged and conflicting rows, in any order and with repeated ids', async () => {
    const { persist, announce, published } = await persistence();
    await persist(
      announce(
        FILE,
        1,
        [2, 4, 6, 9_007_199_254_740_992].map((id) => row(id)),
      ),
    );
    const sent = [row(6), row(1), row(4, { age: 30 }), row(3), row(1, { age: 30 }), row(7), row(7), row(2), row(5)];
    await persist(announce(OTHER_FILE, 1, sent));
    expect(published[1]).toMatchObject({ inserted: 4, unchanged: 3, conflicting: 2 });
    expect(await ids()).toEqual(['1', '2', '3', '4', '5', '6', '7', '9007199254740992']);
    expect(await database.owner.query('SELECT age FROM dim_customer WHERE customer_id IN (1, 4)')).toEqual([
      { age: 36 },
      { age: 36 },
    ]);
  });

  it.each([0, 1, 500])(
    'loads a part of sparse ids into a table with more ids in their range, of which %i are those of the part',
    async (there) => {
      const { persist, announce, published } = await persistence();
      const old = Array.from({ length: 3000 }, (_, i) => row(10 * i + 5));
      await persist(announce(FILE, 1, old));
      const sent = Array.from({ length: 1000 }, (_, i) => row(30 * i + 1));
      // Behind what is looked at first.
      for (let i = 0; i < there; i++) sent[2 * i + 1] = row(10 * i + 5, { age: 30 });
      await persist(announce(OTHER_FILE, 1, sent));
      expect(published[1]).toMatchObject({ inserted: 1000 - there, unchanged: 0, conflicting: there });
      expect(await ids()).toHaveLength(4000 - there);
    },
  );

  it('keeps the earlier line of a part that repeats an id', async () => {
    const { persist, announce, published } = await persistence();
    await persist(
      announce(FILE, 1, [row(5, { name: 'First' }), row(5, { name: 'Second' }), row(5, { name: 'First' })]),
    );
    expect(published[0]).toMatchObject({ inserted: 1, unchanged: 1, conflicting: 1 });
    expect((await database.owner.query('SELECT full_name FROM dim_customer'))[0].full_name).toBe('First');
  });
});

describe('persistPart, for a part that is delivered again,', () => {
  it('changes nothing and publishes the same outcome', async () => {
    const { persist, announce, published } = await persistence();
    const event = announce(FILE, 1, [row(1), row(2)]);
    await persist(event);
    await persist(event);
    expect(published[1]).toEqual(published[0]);
    expect(await ids()).toEqual(['1', '2']);
  });

  it('publishes on a replay only what is not recorded as published', async () => {
    const { persist, announce, published } = await persistence();
    const event = announce(FILE, 1, [row(1)]);
    await expect(persist(event, { publish: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
    await persist(event, {}, true);
    await persist(event, {}, true);
    expect(published).toHaveLength(1);
  });

  it('loads a part once when five deliveries arrive at the same time', async () => {
    const workers = await Promise.all(Array.from({ length: 5 }, persistence));
    const events = workers.map(({ announce }) => announce(FILE, 1, [row(1), row(2), row(3)]));
    await Promise.all(workers.map(({ persist }, i) => persist(events[i]!)));
    expect(workers.map(({ published }) => published[0]!.inserted)).toEqual([3, 3, 3, 3, 3]);
    expect(await ids()).toEqual(['1', '2', '3']);
  });

  it('refuses a part whose object is another than the one in the ledger, and writes nothing', async () => {
    const { persist, announce } = await persistence();
    await persist(announce(FILE, 1, [row(1)]));
    await expect(persist(announce(FILE, 1, [row(2)]))).rejects.toMatchObject({
      name: 'LedgerMismatch',
      code: 'PART_LEDGER_MISMATCH',
    });
    expect(await ids()).toEqual(['1']);
  });
});

describe('a fault', () => {
  it('of a part (rows missing, cut off, no part at all, damaged) leaves nothing in table and ledger', async () => {
    const { persist, announce, parts } = await persistence();
    const event = announce(FILE, 1, [row(1), row(2)]);
    await expect(persist(Object.assign(announce(FILE, 2, [row(3)]), { rows: 7 }))).rejects.toMatchObject({
      code: 'ROWS_DISAGREE',
    });
    const whole = parts.get(event.accepted.key)!;
    parts.set(event.accepted.key, whole.subarray(0, 60));
    await expect(persist(event)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    parts.set(event.accepted.key, Buffer.alloc(whole.length));
    await expect(persist(event)).rejects.toMatchObject({ code: 'PART_UNREADABLE' });
    parts.set(event.accepted.key, Buffer.concat([whole.subarray(0, 60), Buffer.alloc(whole.length - 60)]));
    await expect(persist(event)).rejects.toMatchObject({ name: 'DatabaseFailed' });
    expect(await ids()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  it('of the stream in the middle of a part leaves nothing of it behind, and another attempt loads it', async () => {
    const { persist, announce, published, effects } = await persistence();
    const event = announce(
      FILE,
      1,
      Array.from({ length: 500 }, (_, i) => row(i + 1)),
    );
    const { store } = effects;
    const breaking = async (): Promise<{ stream: Readable; bytes: number }> => {
      const { stream, bytes } = await store.read(event.accepted);
      return { bytes, stream: Readable.from(brokenOff(stream), { objectMode: false }) };
    };
    await expect(persist(event, { store: { ...store, read: breaking } })).rejects.toThrow('the checksum is another');
    expect(await ids()).toEqual([]);
    expect(await ledger()).toEqual([]);
    expect(published).toEqual([]);
    await persist(event);
    expect(await ids()).toHaveLength(500);
  });

  it('of a damaged part beside existing rows leaves nothing behind, and its error quotes no value', async () => {
    const { persist, announce, parts } = await persistence();
    await persist(announce(FILE, 1, [row(2)]));
    const event = announce(FILE, 2, [row(1), row(3)]);
    const whole = parts.get(event.accepted.key)!;
    const damaged = Buffer.from(whole);
    // The length of the first name.
    damaged.writeInt32BE(0x4164_6120, HEAD_BYTES + 2 + 4 + 8);
    parts.set(event.accepted.key, damaged);
    await expect(persist(event)).rejects.toMatchObject({
      code: 'PART_UNREADABLE',
      message: expect.not.stringContaining(String(0x4164_6120)),
    });
    expect(await ids()).toEqual(['2']);
  });

  it.each([1, 3])(
    'of a part of two rows whose event says %i, beside existing rows, leaves nothing behind',
    async (announced) => {
      const { persist, announce } = await persistence();
      await persist(announce(FILE, 1, [row(2)]));
      await expect(
        persist(Object.assign(announce(FILE, 2, [row(1), row(3)]), { rows: announced })),
      ).rejects.toMatchObject({ code: 'ROWS_DISAGREE' });
      expect(await ids()).toEqual(['2']);
      expect(await ledger()).toEqual([{ part: 1 }]);
    },
  );

  it('of a repeated id that shows only while a part is copied makes it load from its beginning, divided', async () => {
    const { persist, announce, published } = await persistence();
    const many = Array.from({ length: 3000 }, (_, i) => row(i + 1));
    await persist(announce(FILE, 1, [...many, row(2)]));
    expect(published[0]).toMatchObject({ inserted: 3000, unchanged: 1, conflicting: 0 });
    expect(await ids()).toHaveLength(3000);
  });

  it('of two transactions with the same ids in opposite order is settled by the database, and the sums are right', async () => {
    const [one, two] = await Promise.all([persistence(), persistence()]);
    const many = Array.from({ length: 3000 }, (_, i) => row(i + 1));
    await Promise.all([
      one.persist(one.announce(FILE, 1, many)),
      two.persist(two.announce(OTHER_FILE, 1, [...many].reverse())),
    ]);
    const both = [one.published[0]!, two.published[0]!];
    expect(both.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(3000);
    expect(both.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(3000);
    expect(await ids()).toHaveLength(3000);
  });

  it('of the connection is retried on a fresh one', async () => {
    const { persist, announce, published, effects } = await persistence();
    const source = await effects.connect();
    const [{ pid }] = await source.query('SELECT pg_backend_pid() AS pid');
    // A role may end its own sessions; the pool finds out when it next uses the connection.
    await (await database.asApp()).query('SELECT pg_terminate_backend($1)', [pid]);
    await persist(announce(FILE, 1, [row(1)]));
    expect(published).toHaveLength(1);
  });

  it('of the database is thrown without a value of a row', async () => {
    const { persist, announce } = await persistence();
    const failure = persist(announce(FILE, 1, [row(1, { name: 'Secret\0Name' })]));
    await expect(failure).rejects.toMatchObject({
      name: 'DatabaseFailed',
      message: expect.not.stringContaining('Secret'),
    });
  });
});

describe('the role of the worker', () => {
  it.each([
    'DELETE FROM dim_customer',
    'UPDATE dim_customer SET age = 1',
    'DROP TABLE dim_customer',
    'CREATE TABLE x (y int)',
    'TRUNCATE part_ledger',
    'DELETE FROM part_ledger',
    'DELETE FROM customer_file',
    'UPDATE customer_file SET withdrawn_at = now()',
    'INSERT INTO withdrawn_file (file_id, requested_at) VALUES (gen_random_uuid(), now())',
    'DELETE FROM withdrawn_file',
    'UPDATE withdrawn_file SET finished_at = now()',
  ])('cannot %s', async (statement) => {
    await expect((await database.asApp()).query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
  });
});
