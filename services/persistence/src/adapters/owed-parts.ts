import { CustomerRowsPersisted } from '@customer-files/events';
import type { EntityManager } from 'typeorm';
import type { PartLedger } from './part-ledger.entity';

/** A part that is in the table while the bus, as far as the ledger knows, has not heard of it. */
export interface OwedPart {
  /** Its time as text: a date of JavaScript has no microseconds. */
  applied: string;
  event: CustomerRowsPersisted;
}

const COLUMNS = ['file_id', 'part', 'inserted', 'unchanged', 'conflicting', 'conflicts'] as const;

const FIRST = ['-infinity', '00000000-0000-0000-0000-000000000000', 0];

/**
 * The oldest of these parts, locked for the transaction; what another transaction holds is passed over.
 *
 * @param after the last of those before, or null to begin
 */
export async function oldestOwed(
  manager: EntityManager,
  before: Date,
  after: OwedPart | null,
  most: number,
): Promise<OwedPart[]> {
  const from = after ? [after.applied, after.event.fileId, after.event.part] : FIRST;
  const rows = await manager.query(
    `SELECT ${COLUMNS.join(', ')}, applied_at::text AS applied FROM part_ledger
     WHERE published_at IS NULL AND applied_at < $1 AND (applied_at, file_id, part) > ($2::timestamptz, $3::uuid, $4::int)
     ORDER BY applied_at, file_id, part LIMIT $5 FOR UPDATE SKIP LOCKED`,
    [before, ...from, most],
  );
  return rows.map(
    ({ applied, file_id: fileId, ...counted }: Pick<PartLedger, (typeof COLUMNS)[number]> & { applied: string }) => ({
      applied,
      event: Object.assign(new CustomerRowsPersisted(), { fileId, ...counted }),
    }),
  );
}
