/** What a spreadsheet would run, and what we have guarded already (README, The rejects file). */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** Most cells begin with a letter or a digit, which is seen sooner than by a pattern. */
function isHarmless(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return (first > 0x40 && first < 0xff00) || (first >= 0x30 && first <= 0x39);
}

/** A cell that no spreadsheet runs: one more `'` before what would be a formula. */
export function guard(cell: string): string {
  return !isHarmless(cell) && FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Takes off what {@link guard} put on. */
export function unguard(cell: string): string {
  return cell.startsWith("'") && GUARDED.test(cell) ? cell.slice(1) : cell;
}
