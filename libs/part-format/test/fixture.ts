import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, dayFromIso, isoFromDay } from '@customer-files/customer-schema';
import { AS_IT_STANDS, CURRENT_VERSION, NULL_CELL, packLetters, PartWriter, type RowValues } from '../src';

/** The file of the fixtures. */
export const FIXTURE_FILE_ID = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';

/** A row of the fixtures: the line it stands on, and which path writes it. */
export interface FixtureRow {
  line: number;
  path: 'fast' | 'values';
  values: RowValues;
}

/**
 * The rows of every fixture. A new column adds its value here, and a fixture of its version; those that are there stay as
 * they are (version 1 was made by the writer that knew no version, at commit 9fef857).
 */
export const FIXTURE_ROWS: readonly FixtureRow[] = [
  {
    line: 2,
    path: 'fast',
    values: {
      customer_id: 7n,
      full_name: 'Ada Lovelace',
      email: 'ada@example.com',
      age: 36,
      date_of_birth: dayFromIso('1990-01-15'),
      phone_number: '0123456789',
      country: 'GB',
    },
  },
  {
    line: 3,
    path: 'values',
    values: {
      customer_id: 9_007_199_254_740_993n,
      full_name: 'Zoë Øst',
      email: 'zoe@example.org',
      age: 1,
      date_of_birth: dayFromIso('2024-02-29'),
      phone_number: '0000000000',
      country: null,
    },
  },
  {
    line: 70_000,
    path: 'fast',
    values: {
      customer_id: 4_294_967_301n,
      full_name: '李 小龍',
      email: 'a.b+c@mail.example.com',
      age: 119,
      date_of_birth: dayFromIso('1906-12-09'),
      phone_number: '9999999999',
      country: null,
    },
  },
  {
    line: 70_001,
    path: 'values',
    values: {
      customer_id: 9_223_372_036_854_775_807n,
      full_name: 'Tony Hoare',
      email: 'tony@example.com',
      age: 120,
      date_of_birth: dayFromIso('1905-06-30'),
      phone_number: '1234567890',
      country: 'NA',
    },
  },
];

const fixturePath = (version: number): string => join(__dirname, 'fixtures', `version-${version}.copy`);

/** A part of the fixture rows, as it was written when its version was the current one. */
export function fixture(version: number): Buffer {
  try {
    return readFileSync(fixturePath(version));
  } catch (cause) {
    throw new Error(
      `there is no fixture of version ${version}: node --import ./tools/local-cloud/src/tsx.mjs ` +
        `libs/part-format/test/write-fixture.ts writes that of the current version, ${CURRENT_VERSION}`,
      { cause },
    );
  }
}

/** The fixture rows, as they are written today. */
export function writtenToday(rows: readonly FixtureRow[] = FIXTURE_ROWS): Buffer {
  const parts: Buffer[] = [];
  const writer = new PartWriter(Buffer.from(FIXTURE_FILE_ID.replaceAll('-', ''), 'hex'), ({ bytes }) =>
    parts.push(bytes),
  );
  for (const row of rows) writeRow(writer, row);
  writer.finish();
  return Buffer.concat(parts);
}

/** Writes a row by its path. */
export function writeRow(writer: PartWriter, { line, path, values }: FixtureRow): void {
  if (path === 'values') return writer.write(line, values);
  const cells = COLUMNS.map(({ name }) => textOf(values[name]));
  const bytes = Buffer.from(cells.join(','));
  const ends = cells.map((_, i) => Buffer.byteLength(cells.slice(0, i + 1).join(',')));
  const to = Int32Array.from(ends);
  const from = Int32Array.from(cells, (cell, i) => ends[i]! - Buffer.byteLength(cell));
  writer.writeFast(
    line,
    bytes,
    from,
    to,
    Float64Array.from(COLUMNS, ({ name }) => encodedOf(values, name)),
  );
}

/** A value as it stands in a file. */
export function textOf(value: RowValues[keyof RowValues]): string {
  if (value === null) return '';
  return typeof value === 'object' ? isoFromDay(value) : String(value);
}

/** What the rule of a column makes of a cell; of texts only the country is packed. */
function encodedOf(values: RowValues, name: keyof RowValues): number {
  const value = values[name];
  if (value === null) return NULL_CELL;
  if (typeof value === 'object') return value.year * 10_000 + value.month * 100 + value.day;
  if (typeof value !== 'string') return Number(value);
  return name === 'country' ? packLetters(value) : AS_IT_STANDS;
}
