import type { DataSource } from 'typeorm';

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Runs the migrations, and grants the role of the functions what they need and no more.
 *
 * @param appRole the role that the functions log in with, all but `migrate` and `undo`
 * @returns the names of the migrations that ran
 */
export async function migrate(source: DataSource, appRole: string): Promise<string[]> {
  const ran = await source.runMigrations({ transaction: 'all' });
  const role = identifier(appRole);
  await source.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  await source.query(`GRANT SELECT, INSERT ON dim_customer TO ${role}`);
  await source.query(`GRANT SELECT, INSERT, UPDATE ON part_ledger TO ${role}`);
  await source.query(`GRANT SELECT, INSERT ON customer_file TO ${role}`);
  // It reads the mark of an undo before it loads, and the relay records what it published.
  await source.query(`GRANT SELECT, UPDATE (published_at) ON withdrawn_file TO ${role}`);
  return ran.map(({ name }) => name);
}
