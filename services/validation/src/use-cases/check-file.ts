import type { Readable } from 'node:stream';
import { examine, FileFault, fileTooLarge, refused } from '@customer-files/csv';
import type { FailureCounts, FeedSettings, RowCounts } from '@customer-files/events';
import { FileJudge } from '../domain/file-judge';
import { judgeContext } from '../domain/judge-context';
import { thresholdFault } from '../domain/threshold';
import { judgeStream } from './judge-stream';

/** A file that is not in S3. */
export interface Checkable {
  /** A stream of the file from its beginning; asked for twice. */
  open: () => Readable;
  /** As stored. */
  bytes: number;
}

/** What would become of a file. `counts` are null where no row was read. */
export interface Checked {
  counts: RowCounts | null;
  failures: FailureCounts;
  fault: Pick<FileFault, 'code' | 'message' | 'hint'> | null;
}

/** No file has this id; the keyed hash of the duplicates check needs a key. */
const KEY = new Uint8Array(16);

const nothing = (): void => undefined;

/**
 * Judges a file as ingestion and validation do, and stores nothing: the dry run.
 *
 * @param asOf `YYYY-MM-DD`
 * @param rejected takes text of the rejects file, piece by piece; what it returns is awaited
 */
export async function checkFile(
  { open, bytes }: Checkable,
  asOf: string,
  settings: FeedSettings,
  rejected: (csv: string) => Promise<void>,
): Promise<Checked> {
  const examined =
    bytes > settings.maxBytes ? refused(fileTooLarge(bytes, settings.maxBytes)) : await examine(open(), settings);
  if (examined.kind === 'refused') return { counts: null, failures: {}, fault: examined };
  let lines: string[] = [];
  const file = { ...examined, context: judgeContext(asOf, settings), maxRows: settings.maxRows, key: KEY, bytes };
  const judge = new FileJudge(file, {
    acceptedPlain: nothing,
    accepted: nothing,
    rejected: (line) => lines.push(line),
  });
  const flush = async (): Promise<void> => {
    if (lines.length > 0) await rejected(lines.join(''));
    lines = [];
  };
  const { counts, failures } = judge;
  try {
    await judgeStream(open(), { ...examined, settings }, judge, flush);
    await flush();
    return { counts, failures, fault: thresholdFault(counts, settings.maxRejects) };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await flush();
    return { counts: counts.total > 0 ? counts : null, failures, fault: error };
  }
}
