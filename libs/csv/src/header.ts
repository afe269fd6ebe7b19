import type { ColumnPositions } from '@customer-files/events';
import { distance } from 'fastest-levenshtein';
import { FileFault } from './file-fault';

const MANDATORY = ['customer_id', 'full_name', 'email', 'age', 'date_of_birth', 'phone_number'] as const;
const OURS = [...MANDATORY, 'country'] as const;
type OurColumn = (typeof OURS)[number];

const LINE_COLUMN = '_line';

/** The name by which a header cell is matched: case, surrounding space, and space or hyphen for underscore do not count. */
export function canonicalColumn(cell: string): string {
  return cell
    .replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
    .toLowerCase()
    .replace(/[ -]/g, '_');
}

/** Whether this is the header of a rejects file that came back. */
export function isResubmission(header: readonly string[]): boolean {
  return header.some((cell) => canonicalColumn(cell) === LINE_COLUMN);
}

/** Whether a header cell is so near to one of our names that it can be shown: it is no customer's. */
function looksLike(cell: string, column: OurColumn): boolean {
  const bare = (name: string): string => name.replace(/[^a-z]/g, '');
  const [a, b] = [bare(cell), bare(column)];
  return (
    a.length > 0 &&
    cell.length <= 2 * column.length &&
    /^[a-z_. ]+$/.test(cell) &&
    (a === b || distance(a, b) <= Math.floor(b.length / 4))
  );
}

function missing(columns: readonly OurColumn[], header: readonly string[], known: number): FileFault {
  const names = columns.map((column) => `\`${column}\``).join(', ');
  const message = columns.length === 1 ? `The file has no column ${names}.` : `The file lacks the columns ${names}.`;
  if (known === 0) {
    const hint = 'It looks like UTF-16 without a byte order mark: save it as UTF-8 ("CSV UTF-8" in a spreadsheet).';
    if (header.some((cell) => cell.includes('\0'))) return new FileFault('HEADER_MISSING_COLUMN', message, hint);
    const found = header.length === 1 ? '1 column, not known' : `${header.length} columns, none of them known`;
    return new FileFault(
      'HEADER_MISSING_COLUMN',
      message,
      `${found}: is the header missing? The first line must name the columns.`,
    );
  }
  const cells = header.map(canonicalColumn);
  const near = columns.flatMap((column) =>
    cells.filter((cell) => looksLike(cell, column)).map((cell) => `\`${cell}\` looks like \`${column}\``),
  );
  const hint =
    near.length > 0
      ? `One of its columns looks like it: ${near.join('; ')}. Rename it and send the file again.`
      : 'Add what is missing to the header and to every row, and send the file again.';
  return new FileFault('HEADER_MISSING_COLUMN', message, hint);
}

/**
 * Finds our columns in a header. Throws {@link FileFault} `HEADER_DUPLICATE_COLUMN` or `HEADER_MISSING_COLUMN`, whose
 * hints name our columns and near misses of them and never another cell: a file without a header has a customer there.
 */
export function findColumns(header: readonly string[]): ColumnPositions {
  const cells = header.map(canonicalColumn);
  const repeated = OURS.filter((column) => cells.indexOf(column) !== cells.lastIndexOf(column));
  if (repeated.length > 0) {
    throw new FileFault(
      'HEADER_DUPLICATE_COLUMN',
      `The header names ${repeated.map((column) => `\`${column}\``).join(', ')} more than once.`,
      'Keep one column of each name and send the file again.',
    );
  }
  const absent = MANDATORY.filter((column) => !cells.includes(column));
  if (absent.length > 0) throw missing(absent, header, OURS.filter((column) => cells.includes(column)).length);
  const country = cells.indexOf('country');
  const positions = Object.fromEntries(MANDATORY.map((column) => [column, cells.indexOf(column)]));
  return { ...positions, country: country < 0 ? null : country } as ColumnPositions;
}
