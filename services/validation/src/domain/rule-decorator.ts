import type { ColumnName } from '@customer-files/customer-schema';
import { registerDecorator, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import { type CellRule, type Fault, validateCell } from './cell-rule';
import type { ValidationContext } from './validation-context';

/** A row that carries the context of its rules. */
export interface RowWithContext {
  readonly context: ValidationContext;
}

/**
 * Applies a {@link CellRule} as a class-validator constraint. No row of a file comes here: `COLUMN_RULES` reads the rule from the
 * metadata. The agreement test validates instances with it, and so shows that class-validator and the compiled rules agree.
 */
class RuleConstraint implements ValidatorConstraintInterface {
  constructor(private readonly rule: CellRule<ColumnName>) {}

  validate(cell: unknown, args?: ValidationArguments): boolean {
    return this.fault(cell, args!) === undefined;
  }

  /** `CODE: message` */
  defaultMessage(args?: ValidationArguments): string {
    const { code, message } = this.fault(args!.value, args!)!;
    return `${code}: ${message}`;
  }

  private fault(cell: unknown, { property, object }: ValidationArguments): Fault | undefined {
    const { context } = object as RowWithContext;
    return validateCell(property as ColumnName, this.rule, String(cell ?? ''), context).fault;
  }
}

/** Declares the rule of a column. The rule of another column does not compile. */
export function Rule<Name extends ColumnName>(rule: CellRule<Name>): (row: RowWithContext, column: Name) => void {
  return (row, column) =>
    registerDecorator({
      name: 'rule',
      target: row.constructor,
      propertyName: column,
      constraints: [rule],
      validator: new RuleConstraint(rule),
    });
}
