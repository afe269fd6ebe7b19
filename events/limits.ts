import { registerDecorator } from 'class-validator';

/**
 * The most rows that a feed can allow a file to have. One Lambda invocation validates some twenty million in its fifteen
 * minutes, so no event that was ever published is above it. It limits the parts of a file as well: each has a row or more.
 */
export const MAX_ROWS = 1_000_000_000;

/** The largest object that S3 stores: 50 TB. */
export const MAX_OBJECT_BYTES = 50 * 1024 ** 4;

/** A header is read from the first 64 KiB of a file, and each column takes a byte and its delimiter. */
export const MAX_COLUMNS = 64 * 1024 + 1;

/**
 * Valid where the value is at most this limit. It guards consumers against numbers that somebody makes up. It is not a
 * part of the published schema: a `maximum` there would be a breaking change, and no publisher can reach these limits.
 */
export function IsAtMost(limit: number): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isAtMost',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        // Other decorators say whether the value has to be a number.
        validate: (value: unknown) => typeof value !== 'number' || value <= limit,
        defaultMessage: () => `$property must not be greater than ${limit}`,
      },
    });
}
