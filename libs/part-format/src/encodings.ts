import {
  type CalendarDay,
  COLUMN_NAMES,
  COLUMNS,
  type ColumnType,
  daysSince2000,
} from '@customer-files/customer-schema';
import { copied, int16, int32, nullField, textField } from './fields';
import type { RowValues } from './row-values';

/** What the fast path says of an empty cell: it is stored as null. */
export const NULL_CELL = -1;

/** What the fast path says of a text that is stored as it stands in the file. */
export const AS_IT_STANDS = 0;

const TWO_TO_32 = 4_294_967_296;

// Of this module: where modules are compiled to CommonJS, each use of an imported name is a call.
const NAMES = COLUMN_NAMES;
const TYPES: readonly ColumnType[] = COLUMNS.map(({ type }) => type);

/**
 * Writes the columns of a row of the fast path; all arrays are in the order of COLUMNS. `encoded` is {@link NULL_CELL} or, by
 * the type of the column:
 *
 * - bigint, smallint: the value itself
 * - text: {@link AS_IT_STANDS}, or what {@link packLetters} makes of the text that is stored instead
 * - date: year * 10,000 + month * 100 + day
 *
 * A switch in the loop, and not an object for each type: with a call for each cell this was a third slower (measured).
 *
 * @param bytes the cell of a column is `[from, to)` of it
 * @returns the position behind the fields
 */
export function fastFields(
  out: Buffer,
  at: number,
  bytes: Buffer,
  from: Int32Array,
  to: Int32Array,
  encoded: Float64Array,
): number {
  for (let column = 0; column < TYPES.length; column++) {
    const code = encoded[column]!;
    const columnType = TYPES[column]!;
    if (code < 0) at = nullField(out, at);
    else
      switch (columnType) {
        case 'text':
          if (code === AS_IT_STANDS) {
            const start = from[column]!;
            const end = to[column]!;
            at = copied(out, int32(out, at, end - start), bytes, start, end);
          } else at = packedField(out, at, code);
          break;
        case 'bigint':
          at = int32(out, int32(out, int32(out, at, 8), Math.floor(code / TWO_TO_32)), code >>> 0);
          break;
        case 'smallint':
          at = int16(out, int32(out, at, 2), code);
          break;
        case 'date':
          at = int32(out, int32(out, at, 4), daysOf(code));
          break;
        default:
          columnType satisfies never;
      }
  }
  return at;
}

/** Writes the columns of a row by its values. Returns the position behind the fields. */
export function valueFields(out: Buffer, at: number, values: RowValues): number {
  for (let column = 0; column < TYPES.length; column++) {
    const value = values[NAMES[column]!];
    at = value === null ? nullField(out, at) : valueField(out, at, TYPES[column]!, value);
  }
  return at;
}

function valueField(out: Buffer, at: number, type: ColumnType, value: bigint | string | number | CalendarDay): number {
  switch (type) {
    case 'text':
      return textField(out, at, value as string);
    case 'bigint':
      return int32(
        out,
        int32(out, int32(out, at, 8), Number((value as bigint) >> 32n)),
        Number((value as bigint) & 0xffffffffn),
      );
    case 'smallint':
      return int16(out, int32(out, at, 2), value as number);
    case 'date':
      return int32(out, int32(out, at, 4), (value as CalendarDay).days);
  }
}

/** Days since 2000-01-01 of year * 10,000 + month * 100 + day. */
function daysOf(date: number): number {
  return daysSince2000(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
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
