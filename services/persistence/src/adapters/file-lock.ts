import type { QueryRunner } from 'typeorm';

/**
 * Lets parts of a file be loaded, by any number of transactions, and its undo begin, by one transaction and not while a part
 * is being loaded. The lock is that of the transaction, and has to be taken before the statement that reads what the other
 * side has written: each statement sees what was committed when it began.
 */
export async function lockFile(runner: QueryRunner, fileId: string, to: 'load' | 'withdraw'): Promise<void> {
  const shared = to === 'load' ? '_shared' : '';
  await runner.query(`SELECT pg_advisory_xact_lock${shared}(hashtextextended($1, 0))`, [fileId]);
}
