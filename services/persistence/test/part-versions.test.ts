import { COLUMN_NAMES } from '@customer-files/customer-schema';
import { columnsOf, CURRENT_VERSION } from '@customer-files/part-format';
import { FIXTURE_FILE_ID, FIXTURE_ROWS, fixture, textOf } from '../../../libs/part-format/test/fixture';
import { testDatabase } from './database';
import { persistence } from './persistence';

const database = testDatabase();
const VERSIONS = Array.from({ length: CURRENT_VERSION }, (_, before) => before + 1);
const STORED = [...COLUMN_NAMES, 'source_file_id', 'source_line'];

/** The rows of the fixtures, as text, as the table has them after a part of a version. */
const expectedRows = (version: number): Record<string, string | null>[] => {
  const carried = new Set(columnsOf(version)!.map(({ name }) => name));
  return FIXTURE_ROWS.map(({ line, values }) => {
    const all = {
      ...Object.fromEntries(COLUMN_NAMES.map((name) => [name, textOf(values[name]) || null])),
      source_file_id: FIXTURE_FILE_ID,
      source_line: String(line),
    };
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, carried.has(name) ? value : null]));
  }).sort((a, b) => (BigInt(a.customer_id!) < BigInt(b.customer_id!) ? -1 : 1));
};

const storedRows = (): Promise<Record<string, string | null>[]> =>
  database.owner.query(
    `SELECT ${STORED.map((name) => `${name}::text`).join(', ')} FROM dim_customer ORDER BY dim_customer.customer_id`,
  );

describe('a part of each version of the format', () => {
  it.each(VERSIONS)('is loaded into an empty table (version %i)', async (version) => {
    const { persist, announceBytes, published } = await persistence(database);
    await persist(announceBytes(FIXTURE_FILE_ID, 1, fixture(version), FIXTURE_ROWS.length));
    expect(published).toEqual([expect.objectContaining({ inserted: 4, unchanged: 0, conflicting: 0 })]);
    expect(await storedRows()).toEqual(expectedRows(version));
  });

  it.each(VERSIONS)(
    'is loaded row by row beside customers that are there, and compared with them (version %i)',
    async (version) => {
      const { persist, announceBytes, published, written } = await persistence(database);
      await database.owner.query(
        `INSERT INTO dim_customer
           (customer_id, full_name, email, age, date_of_birth, phone_number, country, source_file_id)
         VALUES (7, 'Somebody Else', 'ada@example.com', 36, '1990-01-15', '0123456789', 'GB', $1)`,
        [FIXTURE_FILE_ID],
      );
      await persist(announceBytes(FIXTURE_FILE_ID, 1, fixture(version), FIXTURE_ROWS.length));
      expect(published).toEqual([expect.objectContaining({ inserted: 3, unchanged: 0, conflicting: 1 })]);
      expect([...written.values()].join()).toContain('7,Ada Lovelace,Somebody Else,');
      expect((await storedRows()).slice(1)).toEqual(expectedRows(version).slice(1));
    },
  );

  it('is refused by its number where the version is not known, and nothing of it is written', async () => {
    const { persist, announceBytes } = await persistence(database);
    const unknown = Buffer.from(fixture(CURRENT_VERSION));
    unknown.writeInt16BE(CURRENT_VERSION + 1, 35);
    await expect(persist(announceBytes(FIXTURE_FILE_ID, 1, unknown, 4))).rejects.toMatchObject({
      code: 'PART_VERSION_UNKNOWN',
      version: CURRENT_VERSION + 1,
      message: expect.stringContaining('deploy persistence before validation'),
    });
    expect(await storedRows()).toEqual([]);
    expect(await database.owner.query('SELECT * FROM part_ledger')).toEqual([]);
  });

  it('is compared in a connection from before the migration too: the version that the table did not have yet comes later', async () => {
    const { persist, announceBytes, published } = await persistence(database);
    const twice = async (version: number, part: number): Promise<void> => {
      await persist(announceBytes(FIXTURE_FILE_ID, part, fixture(version), 4));
      await persist(announceBytes(FIXTURE_FILE_ID, part + 1, fixture(version), 4));
    };
    await database.owner.query('ALTER TABLE dim_customer DROP COLUMN source_line');
    await twice(1, 1);
    await database.owner.query('ALTER TABLE dim_customer ADD COLUMN source_line integer');
    await twice(CURRENT_VERSION, 3);
    // A value in a column that version 1 does not have differs from the null that its part left.
    const inVersion1 = new Set(columnsOf(1)!.map(({ name }) => name));
    const newer = COLUMN_NAMES.filter((name) => !inVersion1.has(name));
    const same = FIXTURE_ROWS.filter(({ values }) => newer.every((name) => values[name] === null)).length;
    expect(published.map(({ inserted, unchanged }) => ({ inserted, unchanged }))).toEqual([
      { inserted: 4, unchanged: 0 },
      { inserted: 0, unchanged: 4 },
      { inserted: 0, unchanged: same },
      { inserted: 0, unchanged: same },
    ]);
  });
});
