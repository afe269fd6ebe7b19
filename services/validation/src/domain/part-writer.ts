import type { RowValues } from './row-values';
import { daysSince2000 } from './calendar';

/** Rows of a full part: the unit of loading, retry and back-pressure. */
export const PART_ROWS = 50_000;

/** A part is also full when the next row might not fit in this many bytes. */
export const PART_BYTES = 8 * 1024 * 1024;

/** More than any accepted row takes: 200 code points of name, 254 of e-mail, and the rest. */
const MAX_ROW_BYTES = 2048;

/** What a part has to begin with; most files are small, and memory that is asked for anew is costly garbage. */
const FIRST_BYTES = 64 * 1024;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const EXTENSION_BYTES = 16;
const LOWEST_ID_AT = SIGNATURE.length + 8;
/** Before the first row. */
export const HEADER_BYTES = LOWEST_ID_AT + EXTENSION_BYTES;
export const FIELDS = 8;
const TWO_TO_32 = 4_294_967_296;

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
 * Writes accepted rows as PostgreSQL reads them fastest (docs/decisions): the columns of dim_customer up to source_file_id,
 * and in the header's extension the lowest and the highest customer_id, which tell the loader whether anything can be there yet.
 */
export class PartWriter {
  private part = 0;
  private rows = 0;
  private at = 0;
  private bytes: Buffer = Buffer.alloc(0);
  /** Buffers of parts that are stored. Used again: left to the garbage collector, they took some 50 MB more (measured). */
  private readonly spare: Buffer[] = [];
  private lowest = 0n;
  private highest = 0n;
  private lowestPlain = Infinity;
  private highestPlain = 0;

  /** @param fileId 16 bytes, stored with each row */
  constructor(
    private readonly fileId: Uint8Array,
    private readonly finished: (part: FinishedPart) => void,
    private readonly partRows = PART_ROWS,
  ) {}

  /**
   * A row of cells that are stored as they stand. `numbers` are what the columns' `plain` checks returned, in the
   * order of the table; `from` and `to` the places of the cells.
   */
  writePlain(bytes: Buffer, from: Int32Array, to: Int32Array, numbers: Float64Array): void {
    this.makeRoom();
    const id = numbers[0]!;
    if (id < this.lowestPlain) this.lowestPlain = id;
    if (id > this.highestPlain) this.highestPlain = id;
    this.startRow(Math.floor(id / TWO_TO_32), id >>> 0);
    this.copy(bytes, from[1]!, to[1]!);
    this.copy(bytes, from[2]!, to[2]!);
    this.age(numbers[3]!);
    const born = numbers[4]!;
    this.date(daysSince2000(Math.floor(born / 10_000), Math.floor(born / 100) % 100, born % 100));
    this.copy(bytes, from[5]!, to[5]!);
    const country = numbers[6]!;
    if (country < 0) this.int32(-1);
    else {
      this.int32(2);
      this.int16(country);
    }
    this.endRow();
  }

  /** A row that was judged as text. */
  write(row: RowValues): void {
    this.makeRoom();
    if (this.lowest === 0n || row.customer_id < this.lowest) this.lowest = row.customer_id;
    if (row.customer_id > this.highest) this.highest = row.customer_id;
    this.startRow(Number(row.customer_id >> 32n), Number(row.customer_id & 0xffffffffn));
    this.text(row.full_name);
    this.text(row.email);
    this.age(row.age);
    this.date(row.date_of_birth.days);
    this.text(row.phone_number);
    if (row.country === null) this.int32(-1);
    else this.text(row.country);
    this.endRow();
  }

  /** Hands over the part that is being written, if it has rows. */
  finish(): void {
    if (this.rows === 0) return;
    this.int16(-1);
    const { lowest, highest } = this.range();
    this.bytes.writeBigInt64BE(lowest, LOWEST_ID_AT);
    this.bytes.writeBigInt64BE(highest, LOWEST_ID_AT + 8);
    const { bytes, spare } = this;
    this.finished({
      part: this.part,
      rows: this.rows,
      bytes: bytes.subarray(0, this.at),
      release: () => spare.push(bytes),
    });
    this.rows = 0;
  }

  private range(): { lowest: bigint; highest: bigint } {
    const plain =
      this.highestPlain > 0 ? { lowest: BigInt(this.lowestPlain), highest: BigInt(this.highestPlain) } : undefined;
    const { lowest, highest } = this;
    if (!plain) return { lowest, highest };
    if (highest === 0n) return plain;
    return {
      lowest: plain.lowest < lowest ? plain.lowest : lowest,
      highest: plain.highest > highest ? plain.highest : highest,
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
    SIGNATURE.copy(this.bytes);
    this.bytes.writeInt32BE(0, SIGNATURE.length);
    this.bytes.writeInt32BE(EXTENSION_BYTES, SIGNATURE.length + 4);
    this.at = HEADER_BYTES;
    this.lowest = this.highest = 0n;
    this.lowestPlain = Infinity;
    this.highestPlain = 0;
  }

  private startRow(idHigh: number, idLow: number): void {
    this.int16(FIELDS);
    this.int32(8);
    this.int32(idHigh);
    this.int32(idLow);
  }

  private endRow(): void {
    this.int32(16);
    for (let i = 0; i < 16; i++) this.bytes[this.at++] = this.fileId[i]!;
    this.rows++;
  }

  private age(years: number): void {
    this.int32(2);
    this.int16(years);
  }

  private date(days: number): void {
    this.int32(4);
    this.int32(days);
  }

  private text(text: string): void {
    const length = this.bytes.write(text, this.at + 4, 'utf8');
    this.int32(length);
    this.at += length;
  }

  // Byte by byte: for cells of some twenty bytes that beats Buffer.copy, which leaves JavaScript for each.
  private copy(from: Buffer, start: number, end: number): void {
    this.int32(end - start);
    const { bytes } = this;
    let at = this.at;
    for (let i = start; i < end; i++) bytes[at++] = from[i]!;
    this.at = at;
  }

  private int16(value: number): void {
    const { bytes, at } = this;
    bytes[at] = value >> 8;
    bytes[at + 1] = value;
    this.at = at + 2;
  }

  private int32(value: number): void {
    const { bytes, at } = this;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.at = at + 4;
  }
}
