import { COLUMN_NAMES, type ColumnName } from '@customer-files/customer-schema';
import { getMetadataStorage } from 'class-validator';
import type { CellRule } from './cell-rule';
import { Rule, type RowWithContext } from './rule-decorator';
import { age } from './rules/age';
import { country } from './rules/country';
import { customerId } from './rules/customer-id';
import { dateOfBirth } from './rules/date-of-birth';
import { email } from './rules/email';
import { fullName } from './rules/full-name';
import { phoneNumber } from './rules/phone-number';
import type { ValidationContext } from './validation-context';

/**
 * A row as it stands in a file, and the rule of each column: the one declaration of the rules, in class-validator's terms
 * (docs/decisions/2026-11-25-class-validator.md). A column of `COLUMNS` that is missing here does not compile.
 */
export class CustomerRow implements Record<ColumnName, string>, RowWithContext {
  @Rule(customerId) customer_id!: string;
  @Rule(fullName) full_name!: string;
  @Rule(email) email!: string;
  @Rule(age) age!: string;
  @Rule(dateOfBirth) date_of_birth!: string;
  @Rule(phoneNumber) phone_number!: string;
  @Rule(country) country!: string;

  constructor(readonly context: ValidationContext) {}
}

/** A column and its rule. */
export interface ColumnRule {
  column: ColumnName;
  rule: CellRule<ColumnName>;
}

/**
 * The rules in the order of `COLUMNS`, read once from the metadata of {@link CustomerRow}, so that a row is validated by direct
 * calls: class-validator on an instance per row is some fifteen times slower (measured: 0.1 against 1.5 million rows a second).
 *
 * @throws Error on import, where a column has no rule or more than one
 */
export const COLUMN_RULES: readonly ColumnRule[] = COLUMN_NAMES.map((column) => {
  const declared = getMetadataStorage()
    .getTargetValidationMetadatas(CustomerRow, '', true, false)
    .filter(({ propertyName }) => propertyName === column);
  if (declared.length !== 1) throw new Error(`CustomerRow declares ${declared.length} rules for ${column}`);
  return { column, rule: declared[0]!.constraints[0] as CellRule<ColumnName> };
});
