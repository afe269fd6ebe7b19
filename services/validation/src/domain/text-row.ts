import type { CalendarDay } from './calendar';
import { wholeYears } from './calendar';
import { type Fault, fault } from './cell-rule';
import type { ColumnRule } from './compile-rules';
import { judgeCell } from './judged-by';
import type { JudgeContext } from './judge-context';
import type { RowValues } from './row-values';

/** All faults of a row, in the order of the README's table; or, where there is none, its values. */
export interface JudgedText {
  faults: Fault[];
  values: RowValues | null;
}

/** AGE_MISMATCH of a row whose age and date_of_birth are valid, or null. */
export function ageMismatch(
  age: number,
  born: Pick<CalendarDay, 'year' | 'month' | 'day'>,
  context: JudgeContext,
): Fault | null {
  const expected = wholeYears(born.year, born.month, born.day, context.asOf);
  if (expected === age) return null;
  return fault(
    'AGE_MISMATCH',
    `age does not agree with date_of_birth; by it, the age is ${expected} on the day the file arrived; correct the one that is wrong`,
  ).fault;
}

/** Judges a row by the text of its cells. @param cells in the order of `rules`, as they stand in the file */
export function judgeText(rules: readonly ColumnRule[], cells: readonly string[], context: JudgeContext): JudgedText {
  const faults: Fault[] = [];
  const values: Record<string, unknown> = {};
  for (let i = 0; i < rules.length; i++) {
    const { column, rule } = rules[i]!;
    const judged = judgeCell(rule, column, cells[i]!, context);
    if (judged.fault) faults.push(judged.fault);
    else values[column] = judged.value;
  }
  const row = values as unknown as RowValues;
  const mismatch =
    row.age !== undefined && row.date_of_birth !== undefined ? ageMismatch(row.age, row.date_of_birth, context) : null;
  if (mismatch) faults.push(mismatch);
  return { faults, values: faults.length === 0 ? row : null };
}
