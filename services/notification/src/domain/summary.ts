import {
  create,
  CustomerFileProcessed,
  type FinalCounts,
  notice,
  type Notice,
  type RowCounts,
} from '@customer-files/events';
import { formatNumber } from '@customer-files/format';
import type { FileProgress } from './file-progress';

/** The numbers of a file do not add up. Such a file is never reported as processed; the runbook says what to do. */
class CountsDisagree extends Error {
  override readonly name = 'CountsDisagree';
  readonly code = 'COUNTS_DISAGREE';

  constructor(
    readonly fileId: string,
    readonly numbers: object,
  ) {
    super(`the numbers of file ${fileId} do not add up: ${JSON.stringify(numbers)}`);
  }
}

function finalCounts(fileId: string, rows: RowCounts, { persisted }: FileProgress, parts: number): FinalCounts {
  const counts: FinalCounts = {
    total: rows.total,
    valid: rows.valid,
    invalid: rows.invalid,
    inserted: 0,
    unchanged: 0,
    conflicting: 0,
  };
  for (const { inserted, unchanged, conflicting } of persisted.values()) {
    counts.inserted += inserted;
    counts.unchanged += unchanged;
    counts.conflicting += conflicting;
  }
  const loaded = counts.inserted + counts.unchanged + counts.conflicting;
  // Without parts nothing was loaded, although rows may have been valid (TOO_MANY_REJECTS).
  const expected = parts > 0 ? counts.valid : 0;
  if (counts.total !== counts.valid + counts.invalid || loaded !== expected) throw new CountsDisagree(fileId, counts);
  return counts;
}

/** `NOTHING_NEW` where every accepted row was in the table already, as it is. */
function nothingNew({ valid, unchanged }: FinalCounts): Notice[] {
  if (valid === 0 || unchanged < valid) return [];
  const rows = valid === 1 ? 'The one accepted row was' : `All ${formatNumber(valid)} accepted rows were`;
  return [notice('NOTHING_NEW', `${rows} in the table already, with the same values: this file changed nothing.`)];
}

/** What a summary says about the report itself. */
export interface Reporting {
  /** When the file was first found to be complete; the same on every attempt. */
  finishedAt: string;
  /** The e-mail may have been sent before. */
  possiblyRepeated: boolean;
  /** The file was reported as stalled before. */
  late: boolean;
}

/**
 * Summarises how a file ended.
 *
 * @param progress complete
 * @throws {CountsDisagree} if the numbers do not add up
 */
export function summarise(
  progress: FileProgress,
  { finishedAt, possiblyRepeated, late }: Reporting,
): CustomerFileProcessed {
  const { received, validated, refused } = progress;
  const { object, receivedAt, asOf, fileId } = (refused ?? received)!;
  const { counts: rows, parts, failures, rejects, notices } = (refused ?? validated)!;
  if (!refused && parts === 0 && rows!.valid > 0) throw new CountsDisagree(fileId, { ...rows, parts });
  const conflicts = [...progress.persisted.values()]
    .sort((a, b) => a.part - b.part)
    .flatMap((event) => event.conflicts ?? []);
  const counts = rows && finalCounts(fileId, rows, progress, parts);
  return create(CustomerFileProcessed, {
    fileId,
    status: refused ? 'refused' : 'processed',
    object,
    asOf,
    receivedAt,
    startedAt: new Date(progress.since).toISOString(),
    finishedAt,
    counts,
    failures,
    rejects,
    conflicts,
    refusal: refused ? { code: refused.code, message: refused.message, hint: refused.hint } : null,
    possiblyRepeated,
    late,
    notices: [...notices, ...(refused ? [] : nothingNew(counts!))],
  });
}
