import { IsInt, Min, registerDecorator } from 'class-validator';

/** Rows of a file as validation saw them: `total = valid + invalid`. */
export class RowCounts {
  @IsInt() @Min(0) total!: number;
  @IsInt() @Min(0) valid!: number;
  @IsInt() @Min(0) invalid!: number;
}

/** {@link RowCounts}, and what the database made of the valid ones: `valid = inserted + unchanged + conflicting`. */
export class FinalCounts extends RowCounts {
  @IsInt() @Min(0) inserted!: number;
  @IsInt() @Min(0) unchanged!: number;
  @IsInt() @Min(0) conflicting!: number;
}

/** How many rows had each fault, by code (`EMAIL_INVALID: 3`). A row with two faults counts under both. */
export type FailureCounts = Record<string, number>;

/** Valid where the value is {@link FailureCounts}: codes in capitals, counts above zero. */
export function IsFailureCounts(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isFailureCounts',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          !Array.isArray(value) &&
          Object.entries(value).every(
            ([code, count]) => /^[A-Z][A-Z_]*$/.test(code) && Number.isSafeInteger(count) && count > 0,
          ),
        defaultMessage: () => '$property must map fault codes to counts above zero',
      },
    });
}
