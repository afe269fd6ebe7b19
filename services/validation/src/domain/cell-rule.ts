import type { ColumnName, RejectCode, RequiredColumnName } from '@customer-files/customer-schema';
import type { RowValues } from '@customer-files/part-format';
import { trimAscii } from './ascii';
import type { ValidationContext } from './validation-context';

/** Why a cell or a row is rejected: a code, and a message for the person who corrects the file. */
export interface Fault {
  code: RejectCode;
  message: string;
}

/** The value as it is stored, or why the cell is rejected. */
export type Validated<Value> = { value: Value; fault?: undefined } | { fault: Fault };

/** What `fastPath` returns for a cell that has to be validated as text. */
export const FALLBACK = -1;

/** The code for an empty cell: each required column has one, an optional column has none. */
type RequiredCode<Name extends ColumnName> = Name extends RequiredColumnName ? `${Uppercase<Name>}_REQUIRED` : null;

/** The rule of one column. `CustomerRow` declares which column has which rule. */
export interface CellRule<Name extends ColumnName> {
  /** The code for an empty cell; null where the column is optional. */
  required: RequiredCode<Name>;
  /**
   * The rule itself, on the text of a cell.
   *
   * @param text trimmed, not empty
   */
  validate(text: string, context: ValidationContext): Validated<NonNullable<RowValues[Name]>>;
  /**
   * Handles common valid cells on raw bytes. It may return {@link FALLBACK} for any input; it must never accept a cell that
   * `validate` rejects.
   *
   * @param bytes `[from, to)` is the cell: UTF-8, trimmed, not empty
   * @returns {@link FALLBACK}; or the value as `PartWriter` takes it, a number from 0; of a text `AS_IT_STANDS`
   */
  fastPath(bytes: Buffer, from: number, to: number, context: ValidationContext): number;
}

export function fault(code: RejectCode, message: string): { fault: Fault } {
  return { fault: { code, message } };
}

/** Validates a cell as it stands in the file. A cell that is empty, or a word that the feed declares empty, is null, and a fault only where the column is required. */
export function validateCell<Name extends ColumnName>(
  column: Name,
  rule: CellRule<Name>,
  cell: string,
  context: ValidationContext,
): Validated<RowValues[Name] | null> {
  const text = trimAscii(cell);
  if (text !== '' && !context.emptyWords?.has(text)) return rule.validate(text, context);
  return rule.required ? fault(rule.required, `${column} is empty; fill it in`) : { value: null };
}
