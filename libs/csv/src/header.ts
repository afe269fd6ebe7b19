import { COLUMN_NAMES, type ColumnName, COLUMNS } from '@customer-files/customer-schema';
import { type ColumnPositions, notice, type Notice } from '@customer-files/events';
import { distance } from 'fastest-levenshtein';
import { FileFault } from './file-fault';

const REQUIRED_NAMES: readonly ColumnName[] = COLUMNS.filter(({ required }) => required).map(({ name }) => name);

/** The column of a rejects file that holds a row's line in the source file. */
const LINE_COLUMN = '_line';

/**
 * The name by which a header cell is matched: case, surrounding space, and space or hyphen for underscore do not count.
 */
export function canonicalColumn(cell: string): string {
  return cell
    .replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
    .toLowerCase()
    .replace(/[ -]/g, '_');
}

/** Whether this is the header of a rejects file that was corrected and sent in again. */
export function isResubmission(header: readonly string[]): boolean {
  return header.some((cell) => canonicalColumn(cell) === LINE_COLUMN);
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** Whether a header cell is so similar to a column's name that a message may quote it: it cannot be customer data. */
function isNearMiss(cell: string, column: ColumnName): boolean {
  const bare = (name: string): string => name.replace(/[^a-z]/g, '');
  const [a, b] = [bare(cell), bare(column)];
  return (
    a.length > 0 &&
    cell.length <= 2 * column.length &&
    /^[a-z_. ]+$/.test(cell) &&
    (a === b || distance(a, b) <= Math.floor(b.length / 4))
  );
}

/** What to do about a first line that names none of the known columns. */
function hintForUnknownHeader(header: readonly string[]): string {
  if (header.some((cell) => cell.includes('\0')))
    return 'It looks like UTF-16 without a byte order mark: save it as UTF-8 ("CSV UTF-8" in a spreadsheet).';
  const found = header.length === 1 ? '1 column, not known' : `${header.length} columns, none of them known`;
  return `${found}: is the header missing? The first line must name the columns.`;
}

function hintForAbsent(absent: readonly ColumnName[], cells: readonly string[]): string {
  const nearMisses = absent.flatMap((column) =>
    cells.filter((cell) => isNearMiss(cell, column)).map((cell) => `\`${cell}\` looks like \`${column}\``),
  );
  return nearMisses.length > 0
    ? `One of its columns looks like it: ${nearMisses.join('; ')}. Rename it and send the file again.`
    : 'Add what is missing to the header and to every row, and send the file again.';
}

function missingColumns(absent: readonly ColumnName[], header: readonly string[], cells: readonly string[]): FileFault {
  const message =
    absent.length === 1 ? `The file has no column ${quoted(absent)}.` : `The file lacks the columns ${quoted(absent)}.`;
  const isKnown = COLUMN_NAMES.some((column) => cells.includes(column));
  const hint = isKnown ? hintForAbsent(absent, cells) : hintForUnknownHeader(header);
  return new FileFault('HEADER_MISSING_COLUMN', message, hint);
}

/**
 * Finds the known columns in a header. Hints quote only known columns and near misses of them, never another cell: a
 * file without a header has customer data there.
 *
 * @throws {FileFault} `HEADER_DUPLICATE_COLUMN`, `HEADER_MISSING_COLUMN`
 */
export function findColumns(header: readonly string[]): ColumnPositions {
  const cells = header.map(canonicalColumn);
  const repeated = COLUMN_NAMES.filter((column) => cells.indexOf(column) !== cells.lastIndexOf(column));
  if (repeated.length > 0) {
    throw new FileFault(
      'HEADER_DUPLICATE_COLUMN',
      `The header names ${quoted(repeated)} more than once.`,
      'Keep one column of each name and send the file again.',
    );
  }
  const absent = REQUIRED_NAMES.filter((column) => !cells.includes(column));
  if (absent.length > 0) throw missingColumns(absent, header, cells);
  const positionOf = (column: ColumnName): number | null => (cells.includes(column) ? cells.indexOf(column) : null);
  return Object.fromEntries(COLUMN_NAMES.map((column) => [column, positionOf(column)])) as unknown as ColumnPositions;
}

/** `COLUMN_NOT_READ` for each optional column that the header does not name, but nearly. */
export function columnsNotRead(header: readonly string[]): Notice[] {
  const cells = header.map(canonicalColumn);
  const absent = COLUMNS.filter(({ name, required }) => !required && !cells.includes(name));
  return absent.flatMap(({ name }) =>
    cells
      .filter((cell) => isNearMiss(cell, name))
      .map((cell) =>
        notice('COLUMN_NOT_READ', `The column \`${cell}\` was not read. If it is meant as \`${name}\`, rename it.`),
      ),
  );
}
