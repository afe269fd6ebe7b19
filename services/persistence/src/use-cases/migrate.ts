import type { DataSource } from 'typeorm';

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Brings the schema up to date and grants the worker's role its work and no more. Returns the names of the migrations that ran.
 *
 * @param appRole the role that `persist` logs in with
 */
export async function migrate(source: DataSource, appRole: string): Promise<string[]> {
  const ran = await source.runMigrations({ transaction: 'all' });
  const role = identifier(appRole);
  await source.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  await source.query(`GRANT SELECT, INSERT ON dim_customer TO ${role}`);
  await source.query(`GRANT SELECT, INSERT, UPDATE ON part_ledger TO ${role}`);
  return ran.map(({ name }) => name);
}
