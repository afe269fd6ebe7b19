import { wholeYears } from '@customer-files/customer-schema';
import type { RowValues } from '@customer-files/part-format';
import { type Fault, fault, validateCell } from './cell-rule';
import { COLUMN_RULES } from './customer-row';
import type { ValidationContext } from './validation-context';

/** The values of a row, or all its faults in the order of `COLUMNS`, `AGE_MISMATCH` last. */
export type ValidatedRow = { values: RowValues; faults?: undefined } | { values?: undefined; faults: Fault[] };

/**
 * Validates a row by the text of its cells.
 *
 * @param cells in the order of `COLUMNS`, as they stand in the file
 */
export function validateCells(cells: readonly string[], context: ValidationContext): ValidatedRow {
  const faults: Fault[] = [];
  const values: Partial<Record<keyof RowValues, unknown>> = {};
  for (let i = 0; i < COLUMN_RULES.length; i++) {
    const { column, rule } = COLUMN_RULES[i]!;
    const validated = validateCell(column, rule, cells[i]!, context);
    if (validated.fault) faults.push(validated.fault);
    else values[column] = validated.value;
  }
  const mismatch = ageMismatch(values as Partial<RowValues>, context);
  if (mismatch) faults.push(mismatch);
  return faults.length > 0 ? { faults } : { values: values as RowValues };
}

/** `AGE_MISMATCH` of a row whose age and date_of_birth are both valid and disagree, or null. */
function ageMismatch({ age, date_of_birth: born }: Partial<RowValues>, { asOf }: ValidationContext): Fault | null {
  if (age === undefined || born === undefined) return null;
  const expected = wholeYears(born.year, born.month, born.day, asOf);
  if (expected === age) return null;
  return fault(
    'AGE_MISMATCH',
    'age does not agree with date_of_birth; ' +
      `by it, the age is ${expected} on the day the file arrived; correct the one that is wrong`,
  ).fault;
}
