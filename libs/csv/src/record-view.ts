import type { RowCode } from '@customer-files/customer-schema';

const QUOTE = 0x22;

/** The maximum length of a record, in bytes of UTF-8. */
export const MAX_RECORD_BYTES = 64 * 1024;

/**
 * One record in a buffer. A scanner fills the same view again for each record, so its values must be copied to be kept.
 */
export class RecordView {
  bytes: Buffer = Buffer.alloc(0);
  /** The record's text is `bytes[start, end)`, without its line end. */
  start = 0;
  end = 0;
  /** First physical line, from 1. */
  line = 0;
  /** Number of fields. Only the first `from.length` of them have their positions recorded. */
  fields = 0;
  /** Field `i` is `bytes[from[i], to[i])`, without enclosing quotes. */
  from: Int32Array;
  to: Int32Array;
  /** Whether no byte is above 0x7F. */
  ascii = true;
  /** A field holds doubled quotes, so its bytes are not its text: read the record with `parseEscapedFields`. */
  hasEscapedQuotes = false;
  fault: RowCode | null = null;
  /** Whether the line continues behind `end`, which is the limit. */
  cut = false;

  constructor(maxFields: number) {
    this.from = new Int32Array(maxFields);
    this.to = new Int32Array(maxFields);
  }

  /** The text of all fields whose positions are recorded; for records without escaped quotes. */
  texts(): string[] {
    const texts: string[] = [];
    for (let i = 0; i < this.fields && i < this.from.length; i++) texts.push(this.text(i));
    return texts;
  }

  /** The text of field `i`; for records without escaped quotes. */
  text(i: number): string {
    return this.bytes.toString(this.ascii ? 'latin1' : 'utf8', this.from[i]!, this.to[i]!);
  }
}

/** Whether field `i` stands in quotes. What stands before an unquoted field is a delimiter, or not of the record. */
export function isQuoted({ bytes, from, start }: RecordView, i: number): boolean {
  return from[i]! > start && bytes[from[i]! - 1] === QUOTE;
}
