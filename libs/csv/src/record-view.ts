import type { RowCode } from '@customer-files/customer-schema';

/** A record, and a quoted field with it, ends within this many bytes of UTF-8, or is not read as one. */
export const MAX_RECORD_BYTES = 64 * 1024;

/**
 * One record as it stands in a buffer. There is one view for a whole file, filled anew for each record:
 * whoever wants to keep something of it copies it.
 */
export class RecordView {
  bytes: Buffer = Buffer.alloc(0);
  /** The record's text is `bytes[start, end)`, without its line end. */
  start = 0;
  end = 0;
  /** First physical line, from 1. */
  line = 0;
  /** How many fields there are; only the first `from.length` of them have their place noted. */
  fields = 0;
  /** Field `i` is `bytes[from[i], to[i])`, without enclosing quotes. */
  from: Int32Array;
  to: Int32Array;
  /** No byte above 0x7F. */
  ascii = true;
  /** A field holds doubled quotes, so its bytes are not its text: read the record with `parseEscapedFields`. */
  hasEscapedQuotes = false;
  fault: RowCode | null = null;
  /** `end` was set to the limit; the line goes on. */
  cut = false;

  constructor(maxFields: number) {
    this.from = new Int32Array(maxFields);
    this.to = new Int32Array(maxFields);
  }

  /** Text of all fields that have their place noted; for records without escaped quotes. */
  texts(): string[] {
    const texts: string[] = [];
    for (let i = 0; i < this.fields && i < this.from.length; i++) texts.push(this.text(i));
    return texts;
  }

  /** Text of field `i`; for records without escaped quotes. */
  text(i: number): string {
    return this.bytes.toString(this.ascii ? 'latin1' : 'utf8', this.from[i]!, this.to[i]!);
  }
}
