import type { Readable } from 'node:stream';
import { decode, RecordScanner } from '@customer-files/csv';
import type { Dialect, FeedSettings } from '@customer-files/events';
import type { FileJudge } from '../domain/file-judge';

/** How the bytes of a file are to be read. */
export interface Reading {
  dialect: Dialect;
  /** Fields of a record. */
  width: number;
  settings: FeedSettings;
}

/**
 * Brings the records of a file to a judge, from the first byte to the last, in bounded memory. Rejects with `FileFault`
 * where the file cannot be read to its end, and with what the source fails with.
 *
 * @param rest is awaited between chunks, so that what was judged can be handed on
 */
export async function judgeStream(
  stored: Readable,
  { dialect, width, settings }: Reading,
  judge: FileJudge,
  rest: () => Promise<void>,
): Promise<void> {
  const scanner = new RecordScanner(dialect.delimiter, width, width);
  const { text } = await decode(stored, settings.encoding, settings.maxBytes);
  for await (const chunk of text) {
    scanner.push(chunk, judge.take);
    await rest();
  }
  scanner.end(judge.take);
}
