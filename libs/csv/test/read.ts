import type { RowCode } from '@customer-files/customer-schema';
import { parseEscapedFields, RecordScanner, type RecordView } from '../src';

/** A record as the tests compare it. */
export interface Seen {
  line: number;
  fault: RowCode | null;
  cells: string[];
}

/** Reads text in the given chunks. By default each chunk is scanned at once. */
export function read(
  chunks: readonly Buffer[],
  delimiter = ',',
  width: number | null = null,
  minScanBytes = 1,
): Seen[] {
  const seen: Seen[] = [];
  const scanner = new RecordScanner(delimiter, width, 64, minScanBytes);
  const take = (record: RecordView): void => {
    seen.push({ line: record.line, fault: record.fault, cells: cellsOf(record, delimiter) });
  };
  for (const chunk of chunks) {
    const again = Buffer.from(chunk);
    scanner.push(again, take);
    // The caller may reuse the memory of a chunk.
    again.fill('"');
  }
  scanner.end(take);
  return seen;
}

function cellsOf(record: RecordView, delimiter: string): string[] {
  if (record.fault) return [record.bytes.toString('latin1', record.start, record.end)];
  if (record.hasEscapedQuotes) return parseEscapedFields(record, delimiter);
  return Array.from({ length: Math.min(record.fields, 64) }, (_, i) => record.text(i));
}

/** Reads text in one piece. */
export function readText(text: string | Buffer, delimiter = ',', width: number | null = null): Seen[] {
  return read([Buffer.from(text as string)], delimiter, width);
}
