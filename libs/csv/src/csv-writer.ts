import { DELIMITERS, type Delimiter } from '@customer-files/events';

/**
 * Begins every CSV file for people: without it, Excel reads UTF-8 in the encoding of the machine, shows names wrongly,
 * and saves them so.
 */
export const BYTE_ORDER_MARK = '\ufeff';

/** What a spreadsheet runs as a formula, also behind the apostrophes of an earlier {@link guard}. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** Most cells begin with a letter or a digit, and one comparison is cheaper than a pattern. */
function isHarmless(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return (first > 0x40 && first < 0xff00) || (first >= 0x30 && first <= 0x39);
}

/** Puts one more `'` in front of a cell that a spreadsheet would run as a formula; returns any other cell unchanged. */
export function guard(cell: string): string {
  return !isHarmless(cell) && FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Removes the `'` that {@link guard} added. */
export function unguard(cell: string): string {
  return cell.startsWith("'") && GUARDED.test(cell) ? cell.slice(1) : cell;
}

/**
 * A cell in which one of these is found is quoted; so is a byte order mark at the beginning, which would not be read
 * where a record begins with it.
 */
const QUOTED = new Map(DELIMITERS.map((delimiter) => [delimiter, new RegExp(`^\\ufeff|["\\r\\n\\${delimiter}]`)]));

/**
 * One line of a CSV file for people: every cell passed through {@link guard}, and quoted where needed.
 *
 * @param delimiter of the file; a rejects file has that of its source, which its readers expect
 */
export function csvLine(cells: readonly string[], delimiter: Delimiter): string {
  const quoted = QUOTED.get(delimiter)!;
  const cell = (text: string): string => {
    const safe = guard(text);
    return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${cells.map(cell).join(delimiter)}\n`;
}
