import { COLUMN_NAMES } from '@customer-files/customer-schema';
import { ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { PERCENTAGE } from '../feed-settings';
import type { JsonSchema } from './json-schema';

/**
 * The keyword that lists types which a property may have besides what its other decorators allow. Removed from the
 * schema.
 */
export const ALLOWED_TYPES = 'x-allowed-types';

const EXAMPLES = { null: null, number: 0, boolean: false, string: '' };

/**
 * The types that a condition (`@IsOptional`, `@ValidateIf`) exempts from validation. A condition is a function, so it
 * is called with one value of each type.
 */
function allowedTypes({ propertyName, constraints }: ValidationMetadata): string[] {
  const condition = (constraints as [(object: object, value: unknown) => boolean])[0];
  return Object.entries(EXAMPLES).flatMap(([type, value]) =>
    condition({ [propertyName]: value }, value) ? [] : [type],
  );
}

/** How the decorators that class-validator-jsonschema does not know are converted, by their names. */
export const CONVERTERS: Record<string, JsonSchema | ((meta: ValidationMetadata) => JsonSchema)> = {
  [ValidationTypes.CONDITIONAL_VALIDATION]: (meta) => ({ [ALLOWED_TYPES]: allowedTypes(meta) }),
  // The reference to the class already says that it is an object.
  isObject: {},
  // A guard of the consumers, and not a part of the contract (events/limits.ts).
  isAtMost: {},
  // ISO 8601 also has days and weeks; all fields of the events are points in time.
  isIso8601: { type: 'string', format: 'date-time' },
  // Only the runtime knows the names of time zones.
  isTimeZoneName: { type: 'string', minLength: 1 },
  isHeaderNames: { type: 'object', additionalProperties: { enum: [...COLUMN_NAMES] } },
  isRejectLimit: {
    anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string', pattern: PERCENTAGE.source }, { type: 'null' }],
  },
  isFailureCounts: {
    type: 'object',
    propertyNames: { pattern: '^[A-Z][A-Z_]*$' },
    additionalProperties: { type: 'integer', minimum: 1 },
  },
};
