import { COLUMNS } from '@customer-files/customer-schema';
import { columnsOf, CURRENT_VERSION } from '@customer-files/part-format';
import { migrate } from '../src/use-cases/migrate';
import { DimCustomer } from '../src/adapters/dim-customer.entity';
import { testDatabase } from './database';

const database = testDatabase();

/** Name, type and "may be null" of each column of a table, as PostgreSQL has them. */
const columnsInDatabase = async (table: string): Promise<Map<string, { type: string; nullable: boolean }>> => {
  const rows: { name: string; type: string; nullable: boolean }[] = await database.owner.query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  );
  return new Map(rows.map(({ name, ...column }) => [name, column]));
};

describe('the schema that the migrations make', () => {
  it('is that of the entities: the schema builder of TypeORM would change nothing', async () => {
    const { upQueries } = await database.owner.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it.each(COLUMNS)(
    'has the column $name of the one table of columns, with its type, and null only where it may be empty',
    async ({ name, type, required }) => {
      expect((await columnsInDatabase('dim_customer')).get(name)).toEqual({ type, nullable: !required });
    },
  );

  it('has every column that a part carries, with its type', async () => {
    const stored = await columnsInDatabase('dim_customer');
    for (const { name, type } of columnsOf(CURRENT_VERSION)!)
      expect({ name, type: stored.get(name)?.type }).toEqual({ name, type });
  });

  it('has no column that the entity does not declare', async () => {
    const declared = database.owner.getMetadata(DimCustomer).columns.map(({ databaseName }) => databaseName);
    expect([...(await columnsInDatabase('dim_customer')).keys()].sort()).toEqual(declared.sort());
  });

  it('is made once: a second run of the migrations runs none', async () => {
    expect(await migrate(database.owner, database.appRole())).toEqual([]);
  });

  it('lets rows be inserted by code that does not know the line of a row', async () => {
    const app = await database.asApp();
    await app.query(
      `INSERT INTO dim_customer (customer_id, full_name, email, age, date_of_birth, phone_number, country, source_file_id)
       VALUES (1, 'Ada Byron', 'a@example.com', 36, '1990-01-15', '0123456789', NULL, gen_random_uuid())`,
    );
    expect(await app.query('SELECT source_line FROM dim_customer')).toEqual([{ source_line: null }]);
  });
});
