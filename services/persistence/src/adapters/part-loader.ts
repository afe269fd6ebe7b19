import type { CustomerRowsValidated, StoredObject } from '@customer-files/events';
import type { DataSource, QueryRunner } from 'typeorm';
import { type AppliedPart, PartChanged, RowsDisagree } from '../domain/applied-part';
import type { Conflict } from '../domain/conflicts-file';
import { copyInto } from './copy';
import { merge } from './merge';
import type { OpenPart } from './open-part';
import { PartLedger } from './part-ledger.entity';

/** Stores the conflicts of a part; called before the commit, so that what the ledger names is there. */
export type StoreConflicts = (conflicts: readonly Conflict[]) => Promise<StoredObject>;

/** A part as it stands in the ledger. */
export interface LedgerEntry extends AppliedPart {
  published: boolean;
}

const UNIQUE_VIOLATION = '23505';

/** The ledger's entry of a part, or null. Throws {@link PartChanged} where it was of other content. */
export async function findApplied(source: DataSource, { fileId, part, accepted }: CustomerRowsValidated): Promise<LedgerEntry | null> {
  const entry = await source.getRepository(PartLedger).findOneBy({ file_id: fileId, part });
  if (!entry) return null;
  if (entry.etag !== accepted.etag) throw new PartChanged(fileId, part);
  const { rows, inserted, unchanged, conflicting, conflicts, published_at } = entry;
  return { rows, inserted, unchanged, conflicting, conflicts, published: published_at !== null };
}

/** Notes that the bus has taken the result of a part. */
export async function markPublished(source: DataSource, { fileId, part }: CustomerRowsValidated, at: Date): Promise<void> {
  await source.getRepository(PartLedger).update({ file_id: fileId, part }, { published_at: at });
}

/**
 * Applies a part in one transaction with its ledger row. Null where another delivery was faster: it is in the ledger then.
 * A concurrent delivery waits on the ledger's key until the first has committed or failed.
 */
export async function applyPart(source: DataSource, announced: CustomerRowsValidated, content: OpenPart, storeConflicts: StoreConflicts): Promise<AppliedPart | null> {
  const { fileId, part, rows, accepted } = announced;
  return source.transaction(async (manager) => {
    const runner = manager.queryRunner!;
    const claimed = await runner.query(
      `INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting)
       VALUES ($1, $2, $3, $4, $4, 0, 0) ON CONFLICT DO NOTHING RETURNING part`,
      [fileId, part, accepted.etag, rows],
    );
    if (claimed.length === 0) return null;
    const merged = (await copyStraight(runner, content)) ?? (await merge(runner, await content.bytes()));
    if (merged.rows !== rows) throw new RowsDisagree(fileId, part, rows, merged.rows);
    const conflicting = merged.conflicts.length;
    const conflicts = conflicting > 0 ? await storeConflicts(merged.conflicts) : null;
    const { inserted, unchanged } = merged;
    if (inserted !== rows) {
      await runner.query('UPDATE part_ledger SET inserted = $3, unchanged = $4, conflicting = $5, conflicts = $6 WHERE file_id = $1 AND part = $2', [
        fileId, part, inserted, unchanged, conflicting, conflicts,
      ]);
    }
    return { rows, inserted, unchanged, conflicting, conflicts };
  });
}

/**
 * Copies straight into the table where one look at the index tells that nothing between the part's ids is there: some three
 * times faster than merging (measured). Null where something is, or a repeated id shows on the way.
 */
async function copyStraight(runner: QueryRunner, { bytes, lowestId, highestId }: OpenPart) {
  const [{ occupied }] = await runner.query('SELECT EXISTS (SELECT FROM dim_customer WHERE customer_id BETWEEN $1 AND $2) AS occupied', [String(lowestId), String(highestId)]);
  if (occupied) return null;
  await runner.query('SAVEPOINT straight');
  try {
    const rows = await copyInto(runner, 'dim_customer', await bytes());
    return { rows, inserted: rows, unchanged: 0, conflicts: [] };
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await runner.query('ROLLBACK TO SAVEPOINT straight');
    return null;
  }
}
