import 'reflect-metadata';
import { Database } from '../src/database';
import { readDeployment } from '../src/deployment';

/**
 * Starts a PostgreSQL before the tests of a file, and stops it after them. Packages the templates where that is
 * needed.
 */
export function useDatabase(): () => Database {
  let database: Database | undefined;
  beforeAll(async () => {
    [database] = await Promise.all([Database.start(), readDeployment()]);
  }, 300_000);
  afterAll(() => database?.stop());
  return () => database!;
}
