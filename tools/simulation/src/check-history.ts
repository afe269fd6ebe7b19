import { isDeepStrictEqual } from 'node:util';
import type { HistoryRow } from './database';
import type { Expectation } from './expectation';

/** The load history has each file that ended once, as its summary has it, and no other. */
export function checkHistory(expectations: readonly Expectation[], history: readonly HistoryRow[]): string[] {
  const expected = expectations
    .map(({ summary: { fileId, object, status, refusal, counts, failures, rejects } }) => ({
      file: fileId,
      key: object.key,
      status,
      code: refusal?.code ?? null,
      counts: counts && { ...counts, updated: 0, outdated: 0 },
      failures,
      rejects: rejects?.key ?? null,
      withdrawn: false,
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return isDeepStrictEqual(history, expected)
    ? []
    : [`the load history has ${JSON.stringify(history)} instead of ${JSON.stringify(expected)}`];
}
