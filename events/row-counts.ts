import type { RejectCode } from '@customer-files/customer-schema';
import { IsInt, Min, registerDecorator } from 'class-validator';
import { IsAtMost, MAX_ROWS } from './limits';

/** The rows of a file after validation: `total = valid + invalid`. */
export class RowCounts {
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) total!: number;
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) valid!: number;
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) invalid!: number;
}

/** The rows of a file after loading: {@link RowCounts}, and `valid = inserted + unchanged + conflicting`. */
export class FinalCounts extends RowCounts {
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) inserted!: number;
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) unchanged!: number;
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) conflicting!: number;
}

/** How many rows had each fault, by code (`EMAIL_INVALID: 3`). A row with two faults counts under both. */
export type FailureCounts = Partial<Record<RejectCode, number>>;

/**
 * Valid where the value maps codes to counts above zero. Any code in capitals is accepted, not only today's: the
 * archive brings back events with codes that have been removed, and a publisher may be deployed with a new one before
 * its consumers.
 */
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
            ([code, count]) =>
              /^[A-Z][A-Z_]*$/.test(code) && Number.isSafeInteger(count) && count > 0 && count <= MAX_ROWS,
          ),
        defaultMessage: () => `$property must map fault codes to counts from 1 to ${MAX_ROWS}`,
      },
    });
}
