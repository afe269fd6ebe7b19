import { create, CustomerRowsPersisted, type CustomerRowsValidated, type StoredObject } from '@customer-files/events';
import {
  Check,
  Column,
  CreateDateColumn,
  type DataSource,
  Entity,
  type EntityManager,
  Index,
  PrimaryColumn,
  type QueryRunner,
} from 'typeorm';
import { lockFile } from './file-lock';
import { type LedgerEntry, LedgerMismatch, type PartOutcome } from '../domain/part-outcome';

/** One row per part that is in dim_customer, written in the same transaction. */
@Entity({ name: 'part_ledger' })
@Check('part_ledger_check', 'rows = inserted + unchanged + conflicting')
// Unpublished parts alone; the name is older than that word.
@Index('part_ledger_owed', ['applied_at', 'file_id', 'part'], { where: 'published_at IS NULL' })
export class PartLedgerRow {
  @PrimaryColumn({ type: 'uuid' }) file_id!: string;
  @PrimaryColumn({ type: 'int' }) part!: number;
  /** Of the part's object. A redelivery names the same, an altered claim check another. */
  @Column({ type: 'text' }) etag!: string;
  @Column({ type: 'int' }) rows!: number;
  @Column({ type: 'int' }) inserted!: number;
  @Column({ type: 'int' }) unchanged!: number;
  @Column({ type: 'int' }) conflicting!: number;
  @Column({ type: 'jsonb', nullable: true }) conflicts!: StoredObject | null;
  @CreateDateColumn({ type: 'timestamptz' }) applied_at!: Date;
  /** When the bus had accepted the result; null until then. */
  @Column({ type: 'timestamptz', nullable: true }) published_at!: Date | null;
}

/** The ledger's entry of a part, or null. @throws LedgerMismatch where another object was loaded as this part */
export async function findEntry(
  source: DataSource,
  { fileId, part, accepted }: CustomerRowsValidated,
): Promise<LedgerEntry | null> {
  const entry = await source.getRepository(PartLedgerRow).findOneBy({ file_id: fileId, part });
  if (!entry) return null;
  if (entry.etag !== accepted.etag) throw new LedgerMismatch(fileId, part);
  const { inserted, unchanged, conflicting, conflicts, published_at } = entry;
  return { inserted, unchanged, conflicting, conflicts, published: published_at !== null };
}

/**
 * Loads a part in one transaction with its entry in the ledger. A concurrent delivery waits on the ledger's key until the
 * first one has committed or failed. No part of a file is loaded that is withdrawn, or is being withdrawn.
 *
 * @param load loads the rows on the connection of the transaction
 * @returns null where the ledger has the part, because another delivery has loaded it, or where the file is withdrawn
 */
export async function recordOnce(
  source: DataSource,
  { fileId, part, rows, accepted }: CustomerRowsValidated,
  load: (runner: QueryRunner) => Promise<PartOutcome>,
): Promise<PartOutcome | null> {
  return source.transaction(async (manager) => {
    const runner = manager.queryRunner!;
    await lockFile(runner, fileId, 'load');
    const claimed = await runner.query(
      `INSERT INTO part_ledger (file_id, part, etag, rows, inserted, unchanged, conflicting)
       SELECT $1::uuid, $2::int, $3, $4::int, $4::int, 0, 0
       WHERE NOT EXISTS (SELECT FROM withdrawn_file WHERE file_id = $1::uuid) ON CONFLICT DO NOTHING RETURNING part`,
      [fileId, part, accepted.etag, rows],
    );
    if (claimed.length === 0) return null;
    const outcome = await load(runner);
    const { inserted, unchanged, conflicting, conflicts } = outcome;
    if (inserted !== rows) {
      await runner.query(
        'UPDATE part_ledger SET inserted = $3, unchanged = $4, conflicting = $5, conflicts = $6 WHERE file_id = $1 AND part = $2',
        [fileId, part, inserted, unchanged, conflicting, conflicts],
      );
    }
    return outcome;
  });
}

/** Records that the bus has accepted the results of parts. */
export async function markPublished(
  { manager }: { manager: EntityManager },
  parts: readonly { fileId: string; part: number }[],
  at: Date,
): Promise<void> {
  if (parts.length === 0) return;
  const keys = parts.map(({ fileId, part }) => ({ file_id: fileId, part }));
  await manager.getRepository(PartLedgerRow).update(keys, { published_at: at });
}

/** A part that is in the table, and whose result is not recorded as published. */
export interface UnpublishedPart {
  /** When it was loaded, as text: a date of JavaScript has no microseconds. */
  appliedAt: string;
  event: CustomerRowsPersisted;
}

/** Before every entry of the ledger, in the order of its index of unpublished parts. */
const BEFORE_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000', 0];

/**
 * The oldest unpublished parts, locked for the transaction. Those that another transaction has locked are skipped.
 *
 * @param appliedBefore only parts that were loaded before then
 * @param after the last part of the batch before, or null to begin
 */
export async function oldestUnpublished(
  manager: EntityManager,
  appliedBefore: Date,
  after: UnpublishedPart | null,
  limit: number,
): Promise<UnpublishedPart[]> {
  const from = after ? [after.appliedAt, after.event.fileId, after.event.part] : BEFORE_ALL;
  const rows: (PartLedgerRow & { applied: string })[] = await manager.query(
    `SELECT file_id, part, inserted, unchanged, conflicting, conflicts, applied_at::text AS applied FROM part_ledger
     WHERE published_at IS NULL AND applied_at < $1 AND (applied_at, file_id, part) > ($2::timestamptz, $3::uuid, $4::int)
     ORDER BY applied_at, file_id, part LIMIT $5 FOR UPDATE SKIP LOCKED`,
    [appliedBefore, ...from, limit],
  );
  return rows.map(({ applied, file_id: fileId, part, inserted, unchanged, conflicting, conflicts }) => ({
    appliedAt: applied,
    event: create(CustomerRowsPersisted, { fileId, part, inserted, unchanged, conflicting, conflicts }),
  }));
}
