import type { Readable } from 'node:stream';
import { examine, FileFault, nameFault, refused } from '@customer-files/csv';
import type { FailureCounts, FeedSettings, Notice, RowCounts } from '@customer-files/events';
import { tooManyRejects } from '../domain/file-faults';
import { type AcceptedRows, RowValidator } from '../domain/row-validator';
import { validateStream } from './read-and-validate';

/** A file that is not in S3. */
export interface CheckableFile {
  name: string;
  /** A stream of the file from its beginning; called twice. */
  open: () => Readable;
  /** As stored. */
  bytes: number;
}

/** What would become of a file. `counts` are null where no row was read. */
export interface CheckResult {
  counts: RowCounts | null;
  failures: FailureCounts;
  fault: Pick<FileFault, 'code' | 'message' | 'hint'> | null;
  notices: readonly Notice[];
}

/** The duplicates check needs an id for its key; no file has this one. */
const NO_ID = new Uint8Array(16);

const NOWHERE: AcceptedRows = { writeFast: () => undefined, write: () => undefined };

/**
 * The dry run: validates a file as ingestion and validation do, and stores nothing.
 *
 * @param asOf `YYYY-MM-DD`
 * @param writeRejects takes text of the rejects file, piece by piece; its promise is awaited
 */
export async function checkFile(
  { name, open, bytes }: CheckableFile,
  asOf: string,
  settings: FeedSettings,
  writeRejects: (csv: string) => Promise<void>,
): Promise<CheckResult> {
  const wrongName = nameFault(name);
  const examined = wrongName ? refused(wrongName) : await examine(open(), settings, bytes);
  if (examined.kind === 'refused') return { counts: null, failures: {}, fault: examined, notices: [] };
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    if (lines.length > 0) await writeRejects(lines.join(''));
    lines = [];
  };
  const file = { ...examined, asOf, settings, id: NO_ID, bytes };
  const validator = new RowValidator(file, NOWHERE, { add: (line) => lines.push(line) });
  const { counts, failures } = validator;
  const resultOf = (fault: FileFault | null): CheckResult => ({
    counts: fault && counts.total === 0 ? null : counts,
    failures,
    fault,
    notices: [...examined.notices, ...validator.notices(fault)],
  });
  try {
    await validateStream(open(), file, validator, flush);
    await flush();
    return resultOf(tooManyRejects(counts, settings.maxRejects));
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await flush();
    return resultOf(error);
  }
}
