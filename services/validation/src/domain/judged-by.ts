import { registerDecorator, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import { trimAscii } from './ascii';
import type { CellRule, Fault } from './cell-rule';
import type { JudgeContext } from './judge-context';

/** A row that carries what its rules need to know. */
export interface JudgedRow {
  readonly context: JudgeContext;
}

/** The fault of a cell by its rule, or null. An empty cell is null, and faulty only where it is required. */
export function cellFault(rule: CellRule<unknown>, column: string, cell: string, context: JudgeContext): Fault | null {
  const text = trimAscii(cell);
  if (text !== '') return rule.judge(text, context).fault ?? null;
  return rule.required ? { code: rule.required, message: `${column} is empty` } : null;
}

/** class-validator's view of a {@link CellRule}; from its metadata the rules are compiled. */
export class CellConstraint implements ValidatorConstraintInterface {
  constructor(readonly rule: CellRule<unknown>) {}

  validate(cell: unknown, about?: ValidationArguments): boolean {
    return this.fault(cell, about!) === null;
  }

  /** `CODE: message` */
  defaultMessage(about?: ValidationArguments): string {
    const fault = this.fault(about!.value, about!);
    return `${fault!.code}: ${fault!.message}`;
  }

  private fault(cell: unknown, about: ValidationArguments): Fault | null {
    return cellFault(this.rule, about.property, String(cell ?? ''), (about.object as unknown as JudgedRow).context);
  }
}

/** Declares the rule by which a column's cells are judged. */
export function JudgedBy(rule: CellRule<unknown>): PropertyDecorator {
  return (target, property) =>
    registerDecorator({ name: 'judgedBy', target: target.constructor, propertyName: property as string, constraints: [rule], validator: new CellConstraint(rule) });
}
