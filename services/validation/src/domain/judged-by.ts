import { registerDecorator, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';
import { trimAscii } from './ascii';
import { type CellRule, type Fault, fault, type Judged } from './cell-rule';
import type { JudgeContext } from './judge-context';

/** A row that carries what its rules need to know. */
export interface JudgedRow {
  readonly context: JudgeContext;
}

/** Judges a cell as it stands. An empty one is null, and faulty only where the column is required. */
export function judgeCell<Value>(
  rule: CellRule<Value>,
  column: string,
  cell: string,
  context: JudgeContext,
): Judged<Value | null> {
  const text = trimAscii(cell);
  if (text !== '') return rule.judge(text, context);
  return rule.required ? fault(rule.required, `${column} is empty; fill it in`) : { value: null };
}

/** class-validator's view of a {@link CellRule}; from its metadata the rules are compiled. */
export class CellConstraint implements ValidatorConstraintInterface {
  constructor(readonly rule: CellRule<unknown>) {}

  validate(cell: unknown, about?: ValidationArguments): boolean {
    return this.fault(cell, about!) === undefined;
  }

  /** `CODE: message` */
  defaultMessage(about?: ValidationArguments): string {
    const found = this.fault(about!.value, about!);
    return `${found!.code}: ${found!.message}`;
  }

  private fault(cell: unknown, about: ValidationArguments): Fault | undefined {
    return judgeCell(this.rule, about.property, String(cell ?? ''), (about.object as unknown as JudgedRow).context)
      .fault;
  }
}

/** Declares the rule by which a column's cells are judged. */
export function JudgedBy(rule: CellRule<unknown>): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'judgedBy',
      target: target.constructor,
      propertyName: property as string,
      constraints: [rule],
      validator: new CellConstraint(rule),
    });
}
