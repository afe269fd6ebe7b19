import type { Notice } from '@customer-files/events';

/** What is wanted of the load history. */
export interface HistoryFilter {
  /** File names without folders, keys, or file ids; none for all files. */
  names: readonly string[];
  feed: string | null;
}

const COUNTS = ['total', 'valid', 'invalid', 'inserted', 'updated', 'unchanged', 'conflicting', 'outdated'] as const;

/** A file of the load history, as JSON. */
export interface HistoryEntry {
  fileId: string;
  feed: string;
  key: string;
  versionId: string | null;
  etag: string;
  receivedAt: string;
  finishedAt: string;
  asOf: string;
  status: 'processed' | 'refused';
  refusalCode: string | null;
  /** Null where no row was read. */
  counts: Record<(typeof COUNTS)[number], number> | null;
  failures: Record<string, number>;
  notices: Notice[];
  rejectsKey: string | null;
  withdrawnAt: string | null;
  /** When an undo of the file began; it is not complete where `withdrawnAt` is null. */
  withdrawalRequestedAt: string | null;
}

/** The most files of one listing. */
const MOST_FILES = 50;

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const ENTRY = `json_build_object(
  'fileId', file_id, 'feed', feed, 'key', key, 'versionId', version_id, 'etag', etag, 'receivedAt', ${iso('received_at')},
  'finishedAt', ${iso('customer_file.finished_at')}, 'asOf', as_of, 'status', status, 'refusalCode', refusal_code,
  'counts', CASE WHEN total IS NOT NULL THEN json_build_object(${COUNTS.map((name) => `'${name}', ${name}`).join(', ')}) END,
  'failures', failures, 'notices', notices, 'rejectsKey', rejects_key, 'withdrawnAt', ${iso('withdrawn_at')},
  'withdrawalRequestedAt', ${iso('requested_at')})`;

/** The query of the latest files, the newest first. Each row has one column, `entry`: a {@link HistoryEntry}. */
export function historyQuery({ names, feed }: HistoryFilter): { text: string; values: unknown[] } {
  return {
    text: `SELECT ${ENTRY} AS entry FROM customer_file LEFT JOIN withdrawn_file USING (file_id)
      WHERE (cardinality($1::text[]) = 0 OR key = ANY($1) OR regexp_replace(key, '^.*/', '') = ANY($1)
          OR file_id::text = ANY($1))
        AND ($2::text IS NULL OR feed = $2)
      ORDER BY customer_file.finished_at DESC, file_id DESC LIMIT ${MOST_FILES}`,
    values: [names, feed],
  };
}
