import { COLUMN_NAMES, ID_COLUMN } from '@customer-files/customer-schema';
import { fastFields, valueFields } from './encodings';
import { copied, int16, int32, nullField } from './fields';
import { HEAD_BYTES, writeHead, writeIdRange } from './part-head';
import type { RowValues } from './row-values';
import { columnsOf, CURRENT_VERSION } from './versions';

/** Rows of a full part: the unit of loading, retry and back-pressure. */
export const PART_ROWS = 50_000;

/** A part is also full when the next row might not fit in this many bytes. */
export const PART_BYTES = 8 * 1024 * 1024;

/** More than any accepted row takes: 200 code points of name, 254 of e-mail, and the rest. */
const MAX_ROW_BYTES = 2048;

/** What a part has to begin with; most files are small, and memory that is asked for anew is costly garbage. */
const FIRST_BYTES = 64 * 1024;

/** The end of a part: {@link NO_MORE_ROWS} as int2, which has to fit behind every row. */
const TRAILER_BYTES = 2;
const NO_MORE_ROWS = -1;

/** The largest number of PostgreSQL's `integer`. A row on a later line has no source_line. */
const MAX_LINE = 2_147_483_647;

const FIELDS = columnsOf(CURRENT_VERSION)!.length;
const ID = COLUMN_NAMES.indexOf(ID_COLUMN);

/** One part of a file, ready to be stored: a file of PostgreSQL's binary COPY format. */
export interface FinishedPart {
  /** From 1. */
  part: number;
  rows: number;
  /** Valid until `release` is called. */
  bytes: Buffer;
  /** Gives the memory back, for a later part. */
  release: () => void;
}

/**
 * Writes accepted rows into parts of the current version (docs/decisions/2026-11-25-versioned-parts.md). Cuts depend on the
 * rows alone: the same rows give the same parts, byte for byte.
 */
export class PartWriter {
  private part = 0;
  private rows = 0;
  /** Where the next row begins in `bytes`. */
  private at = 0;
  private bytes: Buffer = Buffer.alloc(0);
  /** Buffers of parts that are stored. Used again: left to the garbage collector, they took some 50 MB more (measured). */
  private readonly spare: Buffer[] = [];
  private lowest = 0n;
  private highest = 0n;
  private lowestFast = Infinity;
  private highestFast = 0;
  /** The field source_file_id, as each row ends with it. */
  private readonly fileIdField: Buffer;

  /**
   * @param fileId 16 bytes, stored with each row
   * @param onPart is given each part as soon as it is full, and the last one by `finish`
   */
  constructor(
    fileId: Uint8Array,
    private readonly onPart: (part: FinishedPart) => void,
    private readonly partRows = PART_ROWS,
  ) {
    this.fileIdField = Buffer.from([0, 0, 0, fileId.length, ...fileId]);
  }

  /**
   * Writes a row of the fast path, whose cells were encoded by the rules of their columns (see encodings.ts). All arrays are
   * in the order of COLUMNS.
   *
   * @param line the first line of the row in its file, from 1
   * @param bytes the cell of a column is `[from, to)` of it
   * @param encoded what the rule of each column returned, or `NULL_CELL`
   */
  writeFast(line: number, bytes: Buffer, from: Int32Array, to: Int32Array, encoded: Float64Array): void {
    this.makeRoom();
    const id = encoded[ID]!;
    if (id < this.lowestFast) this.lowestFast = id;
    if (id > this.highestFast) this.highestFast = id;
    const out = this.bytes;
    const at = fastFields(out, int16(out, this.at, FIELDS), bytes, from, to, encoded);
    this.endRow(at, line);
  }

  /** Writes a row by its values. @param line the first line of the row in its file, from 1 */
  write(line: number, values: RowValues): void {
    this.makeRoom();
    const id = values[ID_COLUMN];
    if (this.lowest === 0n || id < this.lowest) this.lowest = id;
    if (id > this.highest) this.highest = id;
    const out = this.bytes;
    const at = valueFields(out, int16(out, this.at, FIELDS), values);
    this.endRow(at, line);
  }

  /** Hands over the part that is being written, if it has rows. */
  finish(): void {
    if (this.rows === 0) return;
    const { bytes } = this;
    const end = int16(bytes, this.at, NO_MORE_ROWS);
    const { lowest, highest } = this.idRange();
    writeIdRange(bytes, lowest, highest);
    this.onPart({
      part: this.part,
      rows: this.rows,
      bytes: bytes.subarray(0, end),
      release: () => this.spare.push(bytes),
    });
    this.rows = 0;
  }

  private idRange(): { lowest: bigint; highest: bigint } {
    const fast =
      this.highestFast > 0 ? { lowest: BigInt(this.lowestFast), highest: BigInt(this.highestFast) } : undefined;
    const { lowest, highest } = this;
    if (!fast) return { lowest, highest };
    if (highest === 0n) return fast;
    return {
      lowest: fast.lowest < lowest ? fast.lowest : lowest,
      highest: fast.highest > highest ? fast.highest : highest,
    };
  }

  private makeRoom(): void {
    if (this.rows > 0 && (this.rows >= this.partRows || this.at + MAX_ROW_BYTES > PART_BYTES)) this.finish();
    if (this.rows === 0) this.begin();
    if (this.at + MAX_ROW_BYTES > this.bytes.length) this.grow();
  }

  private grow(): void {
    const grown = Buffer.allocUnsafeSlow(Math.min(PART_BYTES, 4 * this.bytes.length));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
  }

  private begin(): void {
    this.part++;
    this.bytes = this.spare.pop() ?? Buffer.allocUnsafeSlow(FIRST_BYTES);
    writeHead(this.bytes);
    this.at = HEAD_BYTES;
    this.lowest = this.highest = 0n;
    this.lowestFast = Infinity;
    this.highestFast = 0;
  }

  /** Where the row comes from, behind its columns. */
  private endRow(behindColumns: number, line: number): void {
    const { bytes, fileIdField } = this;
    const at = copied(bytes, behindColumns, fileIdField, 0, fileIdField.length);
    this.at = line > MAX_LINE ? nullField(bytes, at) : int32(bytes, int32(bytes, at, 4), line);
    if (this.at + TRAILER_BYTES > bytes.length) throw new RangeError(`a row takes more than ${MAX_ROW_BYTES} bytes`);
    this.rows++;
  }
}
