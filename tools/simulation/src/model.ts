import type { RefusalCode, RejectCode } from '@customer-files/customer-schema';
import type { FailureCounts, FeedSettings, RowCounts } from '@customer-files/events';
import type { SimulatedFile } from './files';
import { type Customer, HEADER } from './rows';

/** A rejected row: its line, and its codes. */
interface Reject {
  line: number;
  codes: readonly RejectCode[];
}

/** How a file has to end, whatever happens to the services on the way. */
export interface ExpectedEnding {
  status: 'processed' | 'refused';
  code: RefusalCode | null;
  /** Null where no row was read. */
  counts: RowCounts | null;
  failures: FailureCounts;
  rejects: readonly Reject[];
  /** The rows that reach the table, by part. */
  parts: readonly (readonly Customer[])[];
}

const FIRST_LINE = 2;

function refusal(code: RefusalCode): ExpectedEnding {
  return { status: 'refused', code, counts: null, failures: {}, rejects: [], parts: [] };
}

/** The model of ingestion and validation: how a file ends that can be read to its end. */
export function endingOf(file: SimulatedFile, partRows: number): ExpectedEnding {
  if (file.header.length === 0) return refusal('FILE_EMPTY');
  if (!HEADER.every((column) => file.header.includes(column))) return refusal('HEADER_MISSING_COLUMN');
  const { settings } = file;
  const isTooLong = file.rows.length > settings.maxRows;
  const { accepted, rejects } = validated(file, Math.min(file.rows.length, settings.maxRows));
  const counts = { total: accepted.length + rejects.length, valid: accepted.length, invalid: rejects.length };
  const code = isTooLong ? 'FILE_TOO_LARGE' : exceeds(counts, settings.maxRejects) ? 'TOO_MANY_REJECTS' : null;
  // With `maxRejects`, all rows are loaded or none.
  const loaded = code && settings.maxRejects !== null ? [] : accepted;
  return {
    status: code ? 'refused' : 'processed',
    code,
    counts,
    failures: failuresOf(rejects),
    rejects,
    parts: cut(loaded, partRows),
  };
}

/** How a file ends that was deleted after so many of its parts had been published. */
export function endingOfDeleted(file: SimulatedFile, partRows: number, parts: number): ExpectedEnding {
  const published = endingOf(file, partRows).parts.slice(0, parts);
  const valid = published.flat().length;
  return { ...refusal('FILE_GONE'), counts: parts > 0 ? { total: valid, valid, invalid: 0 } : null, parts: published };
}

/** The outcome of each row. A row with the name and day of birth of an earlier accepted one is a duplicate. */
function validated({ rows }: SimulatedFile, read: number): { accepted: Customer[]; rejects: Reject[] } {
  const seen = new Set<string>();
  const accepted: Customer[] = [];
  const rejects: Reject[] = [];
  for (const [i, { customer, codes }] of rows.slice(0, read).entries()) {
    const person = `${customer.name} ${customer.born}`;
    const all: readonly RejectCode[] = codes.length === 0 && seen.has(person) ? ['DUPLICATE_CUSTOMER'] : codes;
    if (all.length > 0) rejects.push({ line: i + FIRST_LINE, codes: all });
    else {
      seen.add(person);
      accepted.push(customer);
    }
  }
  return { accepted, rejects };
}

function exceeds({ total, invalid }: RowCounts, limit: FeedSettings['maxRejects']): boolean {
  if (limit === null) return false;
  return typeof limit === 'number' ? invalid > limit : invalid * 100 > Number.parseFloat(limit) * total;
}

function failuresOf(rejects: readonly Reject[]): FailureCounts {
  const failures: FailureCounts = {};
  for (const code of rejects.flatMap(({ codes }) => codes)) failures[code] = (failures[code] ?? 0) + 1;
  return failures;
}

function cut<Row>(rows: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
