import { CustomerFileProcessed, type FinalCounts, type RowCounts } from '@customer-files/events';
import type { Heard } from './file-progress';

/** The numbers of a file do not add up. It is never reported as processed; somebody has to look. */
export class CountsDisagree extends Error {
  override readonly name = 'CountsDisagree';
  readonly code = 'COUNTS_DISAGREE';

  constructor(
    readonly fileId: string,
    readonly numbers: object,
  ) {
    super(`the numbers of file ${fileId} do not add up: ${JSON.stringify(numbers)}`);
  }
}

function finalCounts(fileId: string, rows: RowCounts, { persisted }: Heard, parts: number): FinalCounts {
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
  // Where no part was announced nothing was loaded, though rows may have been valid (TOO_MANY_REJECTS).
  const expected = parts > 0 ? counts.valid : 0;
  if (counts.total !== counts.valid + counts.invalid || loaded !== expected) throw new CountsDisagree(fileId, counts);
  return counts;
}

/** What a summary says of the report itself. */
export interface Reporting {
  /** When the set was found to be complete; fixed by the first who found it. */
  finishedAt: string;
  possiblyRepeated: boolean;
  /** The file had been reported as stalled. */
  late: boolean;
}

/** The summary of a file of which everything was heard. Throws {@link CountsDisagree}. */
export function summarise(heard: Heard, { finishedAt, possiblyRepeated, late }: Reporting): CustomerFileProcessed {
  const { received, validated, refused } = heard;
  const { object, asOf, fileId } = (refused ?? received)!;
  const { counts: rows, parts, failures, rejects } = (refused ?? validated)!;
  if (!refused && parts === 0 && rows!.valid > 0) throw new CountsDisagree(fileId, { ...rows, parts });
  const conflicts = [...heard.persisted.values()]
    .sort((a, b) => a.part - b.part)
    .flatMap((event) => event.conflicts ?? []);
  return Object.assign(new CustomerFileProcessed(), {
    fileId,
    status: refused ? ('refused' as const) : ('processed' as const),
    object,
    asOf,
    startedAt: new Date(heard.since).toISOString(),
    finishedAt,
    counts: rows && finalCounts(fileId, rows, heard, parts),
    failures,
    rejects,
    conflicts,
    refusal: refused ? { code: refused.code, message: refused.message, hint: refused.hint } : null,
    possiblyRepeated,
    late,
  });
}
