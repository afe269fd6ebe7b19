import { isUtf8 } from 'node:buffer';
import { behindBlanks, behindField, isBlankOrEnd, isEmptyFrom, isOnlyNul, openingQuote } from './blanks';
import { behindMarks, EndOfText, isHalfMark, mayBeMark, namedDelimiter } from './marks';
import { MAX_RECORD_BYTES, RecordView } from './record-view';
import { wholeCharacters } from './utf8';

const NUL = 0x00;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;

/** Receives each record, in order. The view is valid only during the call. */
export type RecordSink = (record: RecordView) => void;

/** An incomplete record is scanned again together with the next bytes, so small chunks are collected first. */
const MIN_SCAN_BYTES = 128 * 1024;

/** The result of looking for a record. */
const enum Found {
  Record,
  /** The buffer ends before the record does. */
  NeedMore,
  /** The quoting is broken, or the record does not end within the limit. */
  Damaged,
}

/**
 * Finds the records of a CSV file in its bytes, chunk by chunk. Only three things are kept between chunks: the bytes
 * that have not been scanned, the incomplete record, which is scanned again with the next bytes, and whether the rest
 * of a line that is too long is being skipped.
 *
 * A damaged record costs its first physical line; reading resumes on the next one (docs/file-format.md). Total work
 * stays linear: bytes rescanned after an unclosed quote cannot contain another unclosed opening quote.
 *
 * Not passed on are records without content, a first line `sep=X`, and Ctrl-Z at the end of the file.
 */
export class RecordScanner {
  private readonly delimiter: number;
  private readonly record: RecordView;
  /** The bytes that are scanned. Reused, because allocating costs more than copying (measured). */
  private buffer: Buffer = Buffer.alloc(0);
  /** The incomplete record is `buffer[restStart, restEnd)`. */
  private restStart = 0;
  private restEnd = 0;
  private line = 1;
  private skipping = false;
  /** The position behind the record that was found last, and its number of lines. */
  private next = 0;
  private lines = 0;
  private sawNul = false;
  private clean = true;

  /**
   * @param delimiter one ASCII character
   * @param width number of fields of a record, any other is a `ROW_FIELD_COUNT`; null allows any number. Can be set
   * later.
   * @param maxFields number of fields whose positions are recorded
   * @param minScanBytes bytes that are collected before they are scanned
   */
  constructor(
    delimiter: string,
    public width: number | null,
    maxFields: number,
    private readonly minScanBytes = MIN_SCAN_BYTES,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
    this.record = new RecordView(maxFields);
  }

  /**
   * Reads the records that are complete so far, once enough bytes have been pushed. The caller may reuse the chunk
   * afterwards.
   */
  push(chunk: Buffer, sink: RecordSink): void {
    const rest = this.restEnd - this.restStart;
    const waiting = rest + chunk.length < this.minScanBytes;
    const bytes = rest > 0 || waiting ? this.append(chunk) : chunk;
    if (waiting) this.keep(bytes, 0);
    else this.scan(bytes, false, sink);
  }

  /** Reads the remaining bytes. Called once, after the last chunk. */
  end(sink: RecordSink): void {
    this.scan(this.buffer.subarray(this.restStart, this.restEnd), true, sink);
  }

  /** Appends the chunk to the incomplete record. */
  private append(chunk: Buffer): Buffer {
    this.reserve(this.restEnd - this.restStart + chunk.length);
    chunk.copy(this.buffer, this.restEnd);
    return this.buffer.subarray(this.restStart, this.restEnd + chunk.length);
  }

  /** Makes room for this many bytes, which begin with the incomplete record. */
  private reserve(bytes: number): void {
    const { buffer, restStart, restEnd } = this;
    if (restStart + bytes <= buffer.length) return;
    if (bytes > buffer.length) this.buffer = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * buffer.length));
    buffer.copy(this.buffer, 0, restStart, restEnd);
    this.restStart = 0;
    this.restEnd = restEnd - restStart;
  }

  /** Keeps the bytes from this position on for the next chunk. */
  private keep(bytes: Buffer, from: number): void {
    const rest = bytes.length - from;
    if (bytes.buffer === this.buffer.buffer) {
      this.restStart = bytes.byteOffset - this.buffer.byteOffset + from;
      this.restEnd = this.restStart + rest;
      return;
    }
    this.restStart = this.restEnd = 0;
    this.reserve(rest);
    bytes.copy(this.buffer, 0, from);
    this.restEnd = rest;
  }

  private scan(bytes: Buffer, final: boolean, sink: RecordSink): void {
    let at = this.skipping ? this.skipLine(bytes, 0, final) : 0;
    const record = this.record;
    const endOfText = new EndOfText(bytes);
    record.bytes = bytes;
    this.clean = isUtf8(wholeCharacters(bytes, at));
    while (at < bytes.length && !this.skipping) {
      if (mayBeMark(bytes[at]!)) {
        at = behindMarks(bytes, at);
        if (!final && isHalfMark(bytes, at)) break;
        if (endOfText.isAt(at)) {
          if (final) at = bytes.length;
          break;
        }
        if (at >= bytes.length) break;
      }
      const found = this.find(bytes, at, final);
      if (found === Found.NeedMore) break;
      if (found === Found.Damaged && !this.takeDamagedLine(bytes, at, final)) break;
      if (found === Found.Record) this.setFault(bytes);
      if (found === Found.Damaged || !this.isNoRow(bytes)) sink(record);
      this.line += this.lines;
      at = this.next;
    }
    this.keep(bytes, at);
  }

  /** Finds the record at `start`: its fields and its end. */
  private find(bytes: Buffer, start: number, final: boolean): Found {
    const { record, delimiter } = this;
    const { from, to } = record;
    const length = bytes.length;
    const limit = Math.min(length, start + MAX_RECORD_BYTES + 1);
    let fields = 0;
    let lines = 0;
    let seen = 0;
    let escapedQuotes = false;
    let nul = false;
    let at = start;
    for (;;) {
      let fieldStart = at;
      let fieldEnd: number;
      // Most fields begin above the quote: for them, blanks before a quote cost no comparison.
      const first = at < limit ? bytes[at]! : LF;
      let quote = -1;
      if (first <= QUOTE) {
        if (first === QUOTE) quote = at;
        else if (first === SPACE || first === TAB) quote = openingQuote(bytes, at, limit, delimiter);
      }
      if (quote >= 0) {
        fieldStart = quote + 1;
        at = fieldStart;
        for (;;) {
          if (at >= limit) return limit < length || final ? Found.Damaged : Found.NeedMore;
          const byte = bytes[at++]!;
          seen |= byte;
          if (byte === QUOTE) {
            if (at >= length && !final) return Found.NeedMore;
            if (bytes[at] !== QUOTE || at >= length) break;
            at++;
            escapedQuotes = true;
          } else if (byte === LF) {
            lines++;
          } else if (byte === CR) {
            if (bytes[at] !== LF) lines++;
          } else if (byte === NUL) nul = true;
        }
        fieldEnd = at - 1;
        if (at < length && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) {
          at = behindBlanks(bytes, at, limit, delimiter);
          if (at < length && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) return Found.Damaged;
        }
      } else {
        while (at < limit) {
          const byte = bytes[at]!;
          if (byte === delimiter || byte === LF || byte === CR) break;
          seen |= byte;
          if (byte === NUL) nul = true;
          at++;
        }
        fieldEnd = at;
      }
      if (at >= limit && limit < length) return Found.Damaged;
      if (at >= length && !final) return length - start > MAX_RECORD_BYTES ? Found.Damaged : Found.NeedMore;
      if (fields < from.length) {
        from[fields] = fieldStart;
        to[fields] = fieldEnd;
      }
      fields++;
      if (at >= length || bytes[at] !== delimiter) break;
      at++;
    }
    const end = at;
    if (end - start > MAX_RECORD_BYTES) return Found.Damaged;
    if (at < length) {
      if (bytes[at] === CR && at + 1 >= length && !final) return Found.NeedMore;
      at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
    }
    record.start = start;
    record.end = end;
    record.line = this.line;
    record.fields = fields;
    record.ascii = seen < 0x80;
    record.hasEscapedQuotes = escapedQuotes;
    this.sawNul = nul;
    this.lines = lines + 1;
    this.next = at;
    return Found.Record;
  }

  /** Sets the fault of a record whose quoting is right: the first that applies. */
  private setFault(bytes: Buffer): void {
    const { record } = this;
    record.cut = false;
    record.fault = null;
    if (this.width !== null && record.fields !== this.width && !this.dropsEmptyFields(bytes, this.width))
      record.fault = this.sawNul && isOnlyNul(bytes, record.start, record.end) ? 'ROW_NUL_BYTE' : 'ROW_FIELD_COUNT';
    else if (this.sawNul) record.fault = 'ROW_NUL_BYTE';
    else if (!record.ascii && !this.clean && !isUtf8(bytes.subarray(record.start, record.end)))
      record.fault = 'ROW_ENCODING';
  }

  /** Makes a damaged record of the physical line at `start`. False where the end of the line has not arrived yet. */
  private takeDamagedLine(bytes: Buffer, start: number, final: boolean): boolean {
    const { record } = this;
    const end = lineEnd(bytes, start, Math.min(bytes.length, start + MAX_RECORD_BYTES + 1));
    const whole = end >= 0 ? end : bytes.length;
    const tooLong = whole - start > MAX_RECORD_BYTES;
    if (end < 0 && !tooLong && !final) return false;
    if (end >= 0 && bytes[end] === CR && end + 1 >= bytes.length && !final) return false;
    record.start = start;
    record.end = tooLong ? start + MAX_RECORD_BYTES : whole;
    record.cut = tooLong;
    record.line = this.line;
    record.fields = 0;
    record.ascii = false;
    record.hasEscapedQuotes = false;
    record.fault = tooLong ? 'ROW_TOO_LONG' : 'ROW_MALFORMED';
    this.lines = 1;
    this.next = tooLong ? this.skipLine(bytes, record.end, final) : afterLineEnd(bytes, whole);
    return true;
  }

  /** The position behind the line that holds `at`. If its end has not arrived, the next chunks are skipped up to it. */
  private skipLine(bytes: Buffer, at: number, final: boolean): number {
    const end = lineEnd(bytes, at, bytes.length);
    const undecided = end < 0 || (bytes[end] === CR && end + 1 >= bytes.length);
    this.skipping = undecided && !final;
    if (end < 0) return bytes.length;
    return this.skipping ? end : afterLineEnd(bytes, end);
  }

  /** Drops the fields beyond the header's where all of them are empty; false where one is not, or none is there. */
  private dropsEmptyFields(bytes: Buffer, width: number): boolean {
    const { record } = this;
    if (record.fields < width || width > record.from.length) return false;
    if (!isEmptyFrom(bytes, behindField(record, width - 1), record.end, this.delimiter)) return false;
    record.fields = width;
    return true;
  }

  /** Whether the record is no row. Most begin with text, and are not the first: they are told by one byte. */
  private isNoRow(bytes: Buffer): boolean {
    const { record } = this;
    const first = record.start < record.end ? bytes[record.start]! : SPACE;
    if (first > QUOTE && first !== this.delimiter && this.line > 1) return false;
    return (this.line === 1 && this.namesDelimiter(bytes)) || this.hasNoContent(bytes);
  }

  private namesDelimiter(bytes: Buffer): boolean {
    return namedDelimiter(bytes.toString('latin1', this.record.start, this.record.end)) !== null;
  }

  /** Whether the record is nothing but delimiters and blanks, also in quotes. */
  private hasNoContent(bytes: Buffer): boolean {
    const { record, delimiter } = this;
    const known = Math.min(record.fields, record.from.length);
    for (let field = 0; field < known; field++) {
      for (let i = record.from[field]!; i < record.to[field]!; i++) if (!isBlankOrEnd(bytes[i]!)) return false;
    }
    return (
      record.fields <= known || (known > 0 && isEmptyFrom(bytes, behindField(record, known - 1), record.end, delimiter))
    );
  }
}

/** The position of the first line end in `[from, to)`, or -1. */
function lineEnd(bytes: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === LF || byte === CR) return i;
  }
  return -1;
}

function afterLineEnd(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return end;
  return end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
}
