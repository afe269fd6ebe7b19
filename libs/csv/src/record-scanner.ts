import { isUtf8 } from 'node:buffer';
import { MAX_RECORD_BYTES, RecordView } from './record-view';

const NUL = 0x00;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;

/** Is given each record, in order; the view is only valid during the call. */
export type RecordSink = (record: RecordView) => void;

/** A record that is cut by the end of what is scanned is scanned anew with what follows, so little at a time would cost much. */
const GATHERED_BYTES = 128 * 1024;

/** How far a record could be read. */
const enum Found {
  Record,
  /** The buffer ends before the record does. */
  NeedMore,
  /** Quoting that cannot be read, or no end within the limit. */
  Damaged,
}

/**
 * Finds records on bytes, chunk by chunk. The only state that crosses a chunk's border is what has been gathered and not scanned, and the unfinished record itself,
 * which is scanned anew together with what follows, and whether the rest of an over-long line is being skipped.
 *
 * A damaged record costs its first physical line; reading resumes on the next (docs/file-format.md). That is linear in the
 * file: what a lone quote made us read in vain holds no other quote that could open a field and stay unclosed.
 */
export class RecordScanner {
  private readonly delimiter: number;
  private readonly record: RecordView;
  /** Holds what is scanned; used again and again, since fresh memory costs more than copying into old (measured). */
  private buffer: Buffer = Buffer.alloc(0);
  /** The unfinished record is `buffer[restStart, restEnd)`. */
  private restStart = 0;
  private restEnd = 0;
  private line = 1;
  private skipping = false;
  /** Position behind the record just found, and how many lines it took. */
  private next = 0;
  private lines = 0;
  private sawNul = false;
  private clean = true;

  /**
   * @param delimiter one ASCII character
   * @param width fields that a record must have, else it is a `ROW_FIELD_COUNT`; null takes any number. May be set later.
   * @param maxFields how many fields to note the places of
   * @param gathered bytes that are waited for before they are scanned
   */
  constructor(
    delimiter: string,
    public width: number | null,
    maxFields: number,
    private readonly gathered = GATHERED_BYTES,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
    this.record = new RecordView(maxFields);
  }

  /** Reads the records that end within what has been pushed so far, once that is enough to be worth it. The chunk may be used again afterwards. */
  push(chunk: Buffer, sink: RecordSink): void {
    const rest = this.restEnd - this.restStart;
    const waiting = rest + chunk.length < this.gathered;
    const bytes = rest > 0 || waiting ? this.append(chunk) : chunk;
    if (waiting) this.keep(bytes, 0);
    else this.scan(bytes, false, sink);
  }

  /** Reads what is left; call once, after the last chunk. */
  end(sink: RecordSink): void {
    this.scan(this.buffer.subarray(this.restStart, this.restEnd), true, sink);
  }

  /** The unfinished record, and the chunk behind it. */
  private append(chunk: Buffer): Buffer {
    this.reserve(this.restEnd - this.restStart + chunk.length);
    chunk.copy(this.buffer, this.restEnd);
    return this.buffer.subarray(this.restStart, this.restEnd + chunk.length);
  }

  /** Makes room for so many bytes, of which what waits already is the beginning. */
  private reserve(bytes: number): void {
    const { buffer, restStart, restEnd } = this;
    if (restStart + bytes <= buffer.length) return;
    if (bytes > buffer.length) this.buffer = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * buffer.length));
    buffer.copy(this.buffer, 0, restStart, restEnd);
    this.restStart = 0;
    this.restEnd = restEnd - restStart;
  }

  /** Keeps the end of what was scanned for the next chunk. */
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
    record.bytes = bytes;
    this.clean = isUtf8(wholeCharacters(bytes, at));
    while (at < bytes.length && !this.skipping) {
      const found = this.find(bytes, at, final);
      if (found === Found.NeedMore) break;
      if (found === Found.Damaged && !this.damaged(bytes, at, final)) break;
      if (found === Found.Record) this.judge(bytes);
      if (found === Found.Damaged || !this.blank(bytes)) sink(record);
      this.line += this.lines;
      at = this.next;
    }
    this.keep(bytes, at);
  }

  /** Finds the fields of the record at `start`, and its end. */
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
      if (at < limit && bytes[at] === QUOTE) {
        fieldStart = at + 1;
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
        if (at < length && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) return Found.Damaged;
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

  /** Faults that a record which could be read still has, the first that applies. */
  private judge(bytes: Buffer): void {
    const { record } = this;
    record.cut = false;
    record.fault = null;
    if (this.width !== null && record.fields !== this.width) record.fault = 'ROW_FIELD_COUNT';
    else if (this.sawNul) record.fault = 'ROW_NUL_BYTE';
    else if (!record.ascii && !this.clean && !isUtf8(bytes.subarray(record.start, record.end)))
      record.fault = 'ROW_ENCODING';
  }

  /** Makes a record of the physical line at `start`; false where its end has not arrived yet. */
  private damaged(bytes: Buffer, start: number, final: boolean): boolean {
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

  /** Position behind the line that `at` is in. Where its end has not arrived, the rest is skipped when it does. */
  private skipLine(bytes: Buffer, at: number, final: boolean): number {
    const end = lineEnd(bytes, at, bytes.length);
    const undecided = end < 0 || (bytes[end] === CR && end + 1 >= bytes.length);
    this.skipping = undecided && !final;
    if (end < 0) return bytes.length;
    return this.skipping ? end : afterLineEnd(bytes, end);
  }

  /** A line of nothing but spaces (and tabs, where they do not delimit) is no record. */
  private blank(bytes: Buffer): boolean {
    const { record } = this;
    if (record.fields !== 1) return false;
    for (let i = record.start; i < record.end; i++) {
      if (bytes[i] !== SPACE && bytes[i] !== TAB) return false;
    }
    return true;
  }
}

/** Position of the first line end in `[from, to)`, or -1. */
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

/** The buffer from `at`, without a character that is cut off at its end. */
function wholeCharacters(bytes: Buffer, at: number): Buffer {
  let end = bytes.length;
  for (let back = 1; back <= 3 && end - back >= at; back++) {
    const byte = bytes[end - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      end -= back;
      break;
    }
  }
  return bytes.subarray(at, end);
}
