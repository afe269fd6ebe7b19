import { type ColumnName, headerKey } from '@customer-files/customer-schema';
import { distance } from 'fastest-levenshtein';

/** Words by which a cell shows which column it may be meant as, however many other letters it has. */
const WORDS: Record<ColumnName, RegExp> = {
  customer_id: /\bcust/,
  full_name: /name\b/,
  email: /mail/,
  age: /\bage\b/,
  date_of_birth: /birth|\bdob\b/,
  phone_number: /phone|\bmobile\b|\btel\b/,
  country: /countr/,
};

/** A header cell that may be meant as a column. */
export interface NearMiss {
  column: ColumnName;
  /** The cell, as a message can show it. */
  cell: string;
}

/** The cell without what nobody sees, on one line. */
function tidy(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** Whether a message may show the cell: a cell with anything but letters may be of a customer. */
const isShowable = (cell: string): boolean => cell.length <= 40 && /^[\p{L}\p{M} _.*/#:()-]+$/u.test(cell);

const wordsOf = (cell: string): string =>
  cell
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ');

/** Whether a cell is misspelt by a letter or two: by one in four of the name's letters. */
function isMisspelt(cell: string, column: ColumnName): boolean {
  const name = headerKey(column);
  const key = headerKey(cell);
  return key.length > 1 && distance(key, name) <= Math.max(1, Math.floor(name.length / 4));
}

/** Whether a cell holds a word of the column, and of no other but the customer's. */
function holdsWord(cell: string, column: ColumnName): boolean {
  const words = wordsOf(cell);
  const found = (Object.keys(WORDS) as ColumnName[]).filter((name) => WORDS[name].test(words));
  return found.includes(column) && found.every((name) => name === column || name === 'customer_id');
}

/** The cells that are misspelt names of a column, the nearest first. */
export function misspellings(cells: readonly string[], column: ColumnName): NearMiss[] {
  const far = (cell: string): number => distance(headerKey(cell), headerKey(column));
  return cells
    .map(tidy)
    .filter((cell) => isShowable(cell) && isMisspelt(cell, column))
    .sort((a, b) => far(a) - far(b))
    .map((cell) => ({ column, cell }));
}

/** For each column the cell that is most likely meant as it: misspelt, or with a word of its name. */
export function nearMisses(cells: readonly string[], columns: readonly ColumnName[]): NearMiss[] {
  return columns.flatMap((column) => {
    const [misspelt] = misspellings(cells, column);
    const cell = misspelt?.cell ?? cells.map(tidy).find((other) => isShowable(other) && holdsWord(other, column));
    return cell === undefined ? [] : [{ column, cell }];
  });
}
