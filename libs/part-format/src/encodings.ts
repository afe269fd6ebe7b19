import { COLUMNS, type ColumnType, daysSince2000 } from '@customer-files/customer-schema';
import { copied, int16, int32, textField } from './fields';
import type { ValueOf } from './row-values';

/** What the fast path says of an empty cell: it is stored as null. */
export const NULL_CELL = -1;

/** What the fast path says of a text that is stored as it stands in the file. */
export const AS_IT_STANDS = 0;

/** How the values of one type become a field of a row. Both functions return the position behind the field. */
export interface Encoding<Value> {
  /**
   * Writes a cell of the fast path.
   *
   * @param encoded what the column's rule made of the cell; from 0
   * @param bytes the cell is `[from, to)` of it
   */
  writeFast(out: Buffer, at: number, encoded: number, bytes: Buffer, from: number, to: number): number;
  write(out: Buffer, at: number, value: Value): number;
}

const TWO_TO_32 = 4_294_967_296;

/** `encoded` is the value itself. */
class BigintEncoding implements Encoding<bigint> {
  writeFast(out: Buffer, at: number, encoded: number): number {
    return int32(out, int32(out, int32(out, at, 8), Math.floor(encoded / TWO_TO_32)), encoded >>> 0);
  }

  write(out: Buffer, at: number, value: bigint): number {
    return int32(out, int32(out, int32(out, at, 8), Number(value >> 32n)), Number(value & 0xffffffffn));
  }
}

/** `encoded` is {@link AS_IT_STANDS}, or what {@link packLetters} makes of the text that is stored instead. */
class TextEncoding implements Encoding<string> {
  writeFast(out: Buffer, at: number, encoded: number, bytes: Buffer, from: number, to: number): number {
    return encoded === AS_IT_STANDS
      ? copied(out, int32(out, at, to - from), bytes, from, to)
      : packedField(out, at, encoded);
  }

  write(out: Buffer, at: number, value: string): number {
    return textField(out, at, value);
  }
}

/** `encoded` is the value itself. */
class SmallintEncoding implements Encoding<number> {
  writeFast(out: Buffer, at: number, encoded: number): number {
    return int16(out, int32(out, at, 2), encoded);
  }

  write(out: Buffer, at: number, value: number): number {
    return int16(out, int32(out, at, 2), value);
  }
}

/** `encoded` is year * 10,000 + month * 100 + day. */
class DateEncoding implements Encoding<{ days: number }> {
  writeFast(out: Buffer, at: number, encoded: number): number {
    const days = daysSince2000(Math.floor(encoded / 10_000), Math.floor(encoded / 100) % 100, encoded % 100);
    return int32(out, int32(out, at, 4), days);
  }

  write(out: Buffer, at: number, { days }: { days: number }): number {
    return int32(out, int32(out, at, 4), days);
  }
}

/**
 * A short text as a number, for rules whose fast path stores another text than stands in the file.
 *
 * @param text 1 to 4 ASCII characters
 */
export function packLetters(text: string): number {
  if (!/^[ -~]{1,4}$/.test(text)) throw new RangeError('only 1 to 4 ASCII characters can be packed into a number');
  let packed = 0;
  for (let i = 0; i < text.length; i++) packed = packed * 256 + text.charCodeAt(i);
  return packed;
}

function packedField(out: Buffer, at: number, packed: number): number {
  let end = int32(out, at, 4 - (Math.clz32(packed) >>> 3));
  for (let shift = 24; shift >= 0; shift -= 8) {
    const letter = (packed >>> shift) & 0xff;
    if (letter !== 0) out[end++] = letter;
  }
  return end;
}

/** Objects of classes, and at most four: then V8 compiles the loop over the columns without a call for each. */
const ENCODINGS: { readonly [Type in ColumnType]: Encoding<ValueOf[Type]> } = {
  bigint: new BigintEncoding(),
  text: new TextEncoding(),
  smallint: new SmallintEncoding(),
  date: new DateEncoding(),
};

/** The encoding of each column, in the order of COLUMNS. */
export function columnEncodings(): readonly Encoding<unknown>[] {
  return COLUMNS.map(({ type }) => ENCODINGS[type] as Encoding<unknown>);
}
