import type { CustomerRowsValidated, StoredObject } from '@customer-files/events';
import type { DataSource } from 'typeorm';
import { type AppliedPart, PartChanged, RowsDisagree } from '../domain/applied-part';
import type { Conflict } from '../domain/conflicts-file';
import { loadRows } from './load-rows';
import type { OpenPart } from './open-part';
import { PartLedger } from './part-ledger.entity';

/** Stores the conflicts of a part; called before the commit, so that what the ledger names is there. */
export type StoreConflicts = (conflicts: readonly Conflict[]) => Promise<StoredObject>;

/** A part as it stands in the ledger. */
export interface LedgerEntry extends AppliedPart {
  published: boolean;
}

/** The ledger's entry of a part, or null. Throws {@link PartChanged} where it was of other content. */
export async function findApplied(
  source: DataSource,
  { fileId, part, accepted }: CustomerRowsValidated,
): Promise<LedgerEntry | null> {
  const entry = await source.getRepository(PartLedger).findOneBy({ file_id: fileId, part });
  if (!entry) return null;
  if (entry.etag !== accepted.etag) throw new PartChanged(fileId, part);
  const { rows, inserted, unchanged, conflicting, conflicts, published_at } = entry;
  return { rows, inserted, unchanged, conflicting, conflicts, published: published_at !== null };
}

/** Notes that the bus has taken the result of a part. */
export async function markPublished(
  source: DataSource,
  { fileId, part }: CustomerRowsValidated,
  at: Date,
): Promise<void> {
  await source.getRepository(PartLedger).update({ file_id: fileId, part }, { published_at: at });
}

/**
 * Applies a part in one transaction with its ledger row. Null where another delivery was faster: it is in the ledger then.
 * A concurrent delivery waits on the ledger's key until the first has committed or failed.
 */
export async function applyPart(
  source: DataSource,
  announced: CustomerRowsValidated,
  content: OpenPart,
  storeConflicts: StoreConflicts,
): Promise<AppliedPart | null> {
  const { fileId, part, rows, accepted } = announced;
  return source.transaction(async (manager) => {
    const runner = manager.queryRunner!;
    const claimed = await runner.query(
      `INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting)
       VALUES ($1, $2, $3, $4, $4, 0, 0) ON CONFLICT DO NOTHING RETURNING part`,
      [fileId, part, accepted.etag, rows],
    );
    if (claimed.length === 0) return null;
    const loaded = await loadRows(runner, content, rows);
    if (loaded.rows !== rows) throw new RowsDisagree(fileId, part, rows, loaded.rows);
    const conflicting = loaded.conflicts.length;
    const conflicts = conflicting > 0 ? await storeConflicts(loaded.conflicts) : null;
    const { inserted, unchanged } = loaded;
    if (inserted !== rows) {
      await runner.query(
        'UPDATE part_ledger SET inserted = $3, unchanged = $4, conflicting = $5, conflicts = $6 WHERE file_id = $1 AND part = $2',
        [fileId, part, inserted, unchanged, conflicting, conflicts],
      );
    }
    return { rows, inserted, unchanged, conflicting, conflicts };
  });
}
