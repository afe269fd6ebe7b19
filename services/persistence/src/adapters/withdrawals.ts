import { create, CustomerFileWithdrawn } from '@customer-files/events';
import type { DataSource } from 'typeorm';
import type { Withdrawal, WithdrawalRefusal } from '../domain/withdrawal';
import { lockFile } from './file-lock';

/** Blocks of the table (8 KiB each) whose rows one transaction deletes: some 80,000 rows at most. */
const WINDOW_BLOCKS = 1024;

/** OFFSET 0 keeps the planner from sorting the rows: it would take the windows for as many as the rows. */
const WINDOWS = `
  WITH windows AS MATERIALIZED (
    SELECT array_agg(format('(%s,0)', n * ${WINDOW_BLOCKS})::tid ORDER BY n) AS beginnings
    FROM generate_series(0, pg_relation_size('dim_customer') / current_setting('block_size')::int / ${WINDOW_BLOCKS}) n)
  SELECT number, count(*)::int AS rows
  FROM (SELECT width_bucket(ctid, (SELECT beginnings FROM windows)) AS number
        FROM dim_customer WHERE source_file_id = $1 OFFSET 0) found
  GROUP BY 1 ORDER BY 1`;

/** Blocks of the table that hold rows of a file. */
export interface BlockWindow {
  firstBlock: number;
  rows: number;
}

interface FoundRow {
  key: string | null;
  received_at: Date;
  withdrawn_at: Date | null;
  parts: number;
  inserted: number;
  requested_at: Date | null;
  deleted: number | null;
  kept: number | null;
  finished_at: Date | null;
  published_at: Date | null;
}

const FIND = `
  SELECT history.key, history.received_at, history.withdrawn_at, parts.parts, parts.inserted,
    mark.requested_at, mark.deleted, mark.kept, mark.finished_at, mark.published_at
  FROM (SELECT count(*)::int AS parts, coalesce(sum(inserted), 0)::int AS inserted FROM part_ledger WHERE file_id = $1) parts
    LEFT JOIN customer_file history ON history.file_id = $1
    LEFT JOIN withdrawn_file mark ON mark.file_id = $1`;

function withdrawalOf(found: FoundRow, key: string): Withdrawal {
  return {
    key,
    receivedAt: found.received_at.toISOString(),
    inserted: found.inserted,
    deleted: found.deleted ?? 0,
    finishedAt: found.finished_at?.toISOString() ?? null,
    kept: found.kept,
    isPublished: found.published_at !== null,
  };
}

/** The withdrawal of a file, begun or not, or why it has none. */
export async function findWithdrawal(
  source: DataSource,
  fileId: string,
): Promise<Withdrawal | { reason: WithdrawalRefusal; key: string | null }> {
  const [found] = (await source.query(FIND, [fileId])) as [FoundRow];
  const { key, parts, inserted, requested_at: requestedAt } = found;
  if (key === null) return { reason: parts > 0 ? 'PROCESSING' : 'UNKNOWN', key };
  if (requestedAt === null && inserted === 0) return { reason: 'NOTHING_LOADED', key };
  return withdrawalOf(found, key);
}

/**
 * Where the rows of a file are in the table. The table is read to its end, in some seconds for ten million rows: an index would
 * be paid for by every load (docs/decisions/2026-11-25-load-history-and-undo.md).
 */
export async function windowsOf(source: DataSource, fileId: string): Promise<BlockWindow[]> {
  const rows: { number: number; rows: number }[] = await source.query(WINDOWS, [fileId]);
  return rows.map(({ number, rows: count }) => ({ firstBlock: (number - 1) * WINDOW_BLOCKS, rows: count }));
}

/**
 * Marks a file as withdrawn, in a transaction of its own: parts that are being loaded are waited for, and no part is loaded
 * from then on.
 */
export async function markWithdrawn(source: DataSource, fileId: string, at: Date): Promise<void> {
  await source.transaction(async (manager) => {
    const runner = manager.queryRunner!;
    await lockFile(runner, fileId, 'withdraw');
    await runner.query('INSERT INTO withdrawn_file (file_id, requested_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      fileId,
      at,
    ]);
  });
}

/** Deletes the rows of a file that are in a window, and counts them, in one transaction. */
export async function deleteWindow(source: DataSource, fileId: string, { firstBlock }: BlockWindow): Promise<void> {
  const ctidOf = (block: number): string => `'(${block},0)'`;
  await source.query(
    `WITH deleted_row AS (
       DELETE FROM dim_customer WHERE ctid >= ${ctidOf(firstBlock)} AND ctid < ${ctidOf(firstBlock + WINDOW_BLOCKS)}
         AND source_file_id = $1 RETURNING 1)
     UPDATE withdrawn_file SET deleted = deleted + (SELECT count(*) FROM deleted_row) WHERE file_id = $1`,
    [fileId],
  );
}

/** Records, once, that no row of a file is left in the table. What it inserted and was not deleted stays with another file. */
export async function finishWithdrawal(source: DataSource, fileId: string, at: Date): Promise<void> {
  await source.transaction(async (manager) => {
    await manager.query(
      `UPDATE withdrawn_file SET finished_at = $2,
         kept = (SELECT coalesce(sum(inserted), 0) FROM part_ledger WHERE file_id = $1) - deleted
       WHERE file_id = $1 AND finished_at IS NULL`,
      [fileId, at],
    );
    await manager.query(
      `UPDATE customer_file SET withdrawn_at = mark.finished_at FROM withdrawn_file mark
       WHERE customer_file.file_id = $1 AND mark.file_id = $1 AND customer_file.withdrawn_at IS NULL`,
      [fileId],
    );
  });
}

const FINISHED = `
  SELECT mark.file_id, key, received_at, mark.deleted, mark.kept, mark.finished_at FROM withdrawn_file mark
    JOIN customer_file USING (file_id) WHERE mark.published_at IS NULL AND mark.finished_at`;

/** The events of the withdrawals that finished before a time, and are not recorded as published. */
export async function unpublishedWithdrawals(source: DataSource, before: Date): Promise<CustomerFileWithdrawn[]> {
  const rows: (FoundRow & { file_id: string; finished_at: Date; deleted: number; kept: number })[] = await source.query(
    `${FINISHED} < $1 ORDER BY mark.finished_at`,
    [before],
  );
  return rows.map((row) =>
    create(CustomerFileWithdrawn, {
      fileId: row.file_id,
      key: row.key!,
      receivedAt: row.received_at.toISOString(),
      withdrawnAt: row.finished_at.toISOString(),
      deleted: row.deleted,
      kept: row.kept,
    }),
  );
}

/** Records that the bus has accepted the event of a withdrawal. */
export async function markWithdrawalPublished(source: DataSource, fileId: string, at: Date): Promise<void> {
  await source.query('UPDATE withdrawn_file SET published_at = $2 WHERE file_id = $1 AND published_at IS NULL', [
    fileId,
    at,
  ]);
}
