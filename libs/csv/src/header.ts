import { COLUMN_NAMES, type ColumnName, COLUMNS } from '@customer-files/customer-schema';
import { type ColumnPositions, type FeedSettings, notice, type Notice } from '@customer-files/events';
import { FileFault } from './file-fault';
import { HeaderNames } from './header-names';
import { misspellings, type NearMiss, nearMisses } from './near-miss';

const REQUIRED_NAMES: readonly ColumnName[] = COLUMNS.filter(({ required }) => required).map(({ name }) => name);

/** A first line that names so many of the known columns is a header, even one that lacks some. */
export const ENOUGH_COLUMNS = Math.ceil(REQUIRED_NAMES.length / 2);

/** What a file shows besides a header without the required columns, as the end of a hint. */
export interface HeaderClues {
  /** A later line that names the known columns. */
  laterLine: number | null;
  /** The header is one cell, and holds the known columns: each line is in quotes as a whole. */
  quotedLines: boolean;
  /** The header is longer than a record may be. */
  isTooLong: boolean;
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function settingFor(found: readonly NearMiss[], { headers }: Pick<FeedSettings, 'headers'>): string {
  const mapped = { ...headers, ...Object.fromEntries(found.map(({ cell, column }) => [cell, column])) };
  return `"headers": ${JSON.stringify(mapped)}`;
}

/** What to do about a first line that names none of the known columns. */
function hintForUnknownHeader(header: readonly string[]): string {
  if (header.length === 1)
    return (
      '1 column, not known: is the header missing? The first line must name the columns, with a comma, a semicolon, a tab ' +
      'or | between them.'
    );
  return `${header.length} columns, none of them known: is the header missing? The first line must name the columns.`;
}

function hintForAbsent(found: readonly NearMiss[], settings: FeedSettings): string {
  if (found.length === 0)
    return (
      'Add what is missing to the header and to every row, or tell with the setting headers of the feed which column ' +
      'it is, and send the file again.'
    );
  const seen = found.map(({ cell, column }) => `\`${cell}\` looks like \`${column}\``).join('; ');
  const setting = settingFor(found, settings);
  return `Of its columns, ${seen}. Rename it and send the file again, or add to the settings of the feed: ${setting}.`;
}

function hintForMissing(
  absent: readonly ColumnName[],
  header: readonly string[],
  columns: readonly (ColumnName | null)[],
  settings: FeedSettings,
  { laterLine, quotedLines, isTooLong }: HeaderClues,
): string {
  if (header.some((cell) => cell.includes('\0')))
    return 'It looks like UTF-16 without a byte order mark: save it as UTF-8 ("CSV UTF-8" in a spreadsheet).';
  if (isTooLong)
    return 'The first line has more than 64 KiB and too many columns to read, none of them known: is the header missing?';
  if (header.length === 0)
    return 'The first line has a quote that is not closed, or text after a closing quote: correct its quotes.';
  if (quotedLines)
    return 'Each line stands in quotes as a whole. Export the file again without quotes around its lines.';
  if (laterLine) return `It is line ${laterLine} that names the columns: delete what stands above it.`;
  const unknown = header.filter((_, i) => columns[i] === null);
  const found = nearMisses(unknown, absent);
  const known = columns.length - unknown.length;
  // In a file without a header, a cell or two of a customer may look like names of columns.
  if (known + found.length >= ENOUGH_COLUMNS) return hintForAbsent(found, settings);
  return known > 0 ? hintForAbsent([], settings) : hintForUnknownHeader(header);
}

/**
 * Finds the known columns in a header. Hints quote only known columns and near misses of them, never another cell: a
 * file without a header has customer data there.
 *
 * @param clues is called only where a column is missing
 * @throws {FileFault} `HEADER_DUPLICATE_COLUMN`, `HEADER_MISSING_COLUMN`
 */
export function findColumns(
  header: readonly string[],
  settings: FeedSettings,
  clues: () => HeaderClues,
): ColumnPositions {
  const columns = new HeaderNames(settings).columnsOf(header);
  const repeated = COLUMN_NAMES.filter((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  if (repeated.length > 0) {
    throw new FileFault(
      'HEADER_DUPLICATE_COLUMN',
      `The header names ${quoted(repeated)} more than once.`,
      'Keep one column of each name and send the file again.',
    );
  }
  const absent = REQUIRED_NAMES.filter((column) => !columns.includes(column));
  if (absent.length > 0) {
    throw new FileFault(
      'HEADER_MISSING_COLUMN',
      absent.length === 1
        ? `The file has no column ${quoted(absent)}.`
        : `The file lacks the columns ${quoted(absent)}.`,
      hintForMissing(absent, header, columns, settings, clues()),
    );
  }
  const positionOf = (column: ColumnName): number | null => {
    const position = columns.indexOf(column);
    return position < 0 ? null : position;
  };
  return Object.fromEntries(COLUMN_NAMES.map((column) => [column, positionOf(column)])) as unknown as ColumnPositions;
}

/** `COLUMN_NOT_READ` for each optional column that the header does not name, but nearly. */
export function columnsNotRead(header: readonly string[], settings: FeedSettings): Notice[] {
  const columns = new HeaderNames(settings).columnsOf(header);
  const unknown = header.filter((_, i) => columns[i] === null);
  return COLUMNS.filter(({ name, required }) => !required && !columns.includes(name)).flatMap(({ name }) =>
    misspellings(unknown, name).map((found) =>
      notice(
        'COLUMN_NOT_READ',
        `The column \`${found.cell}\` was not read. If it is meant as \`${name}\`, rename it, or add to the settings ` +
          `of the feed: ${settingFor([found], settings)}.`,
      ),
    ),
  );
}
