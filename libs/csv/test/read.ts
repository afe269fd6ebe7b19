import type { RowCode } from '@customer-files/customer-schema';
import { parseEscapedFields, RecordScanner, type RecordView } from '../src';

/** A record as a test wants to see it. */
export interface Seen {
  line: number;
  fault: RowCode | null;
  cells: string[];
}

/** Reads text cut into the given chunks, without a width; by default each is scanned as it comes. */
export function read(chunks: readonly Buffer[], delimiter = ',', width: number | null = null, gathered = 1): Seen[] {
  const seen: Seen[] = [];
  const scanner = new RecordScanner(delimiter, width, 64, gathered);
  const take = (record: RecordView): void => {
    seen.push({ line: record.line, fault: record.fault, cells: cellsOf(record, delimiter) });
  };
  for (const chunk of chunks) {
    const again = Buffer.from(chunk);
    scanner.push(again, take);
    // Whoever brings chunks may use their memory again.
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
