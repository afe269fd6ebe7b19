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

function csvCell(cell: string): string {
  const safe = guard(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file for people: comma-separated, quoted where needed, every cell passed through {@link guard}. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}
