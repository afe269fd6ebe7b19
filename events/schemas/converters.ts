import { ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { PERCENTAGE } from '../feed-settings';
import type { JsonSchema } from './json-schema';

/** Where a property may hold a type that its other decorators do not judge, the types are noted under this keyword. */
export const UNJUDGED = 'x-unjudged';

const EXAMPLES = { null: null, number: 0, boolean: false, string: '' };

/** The types that a condition (`@IsOptional`, `@ValidateIf`) passes by. It is a function, so it is asked about one value of each. */
function unjudged({ propertyName, constraints }: ValidationMetadata): string[] {
  const condition = (constraints as [(object: object, value: unknown) => boolean])[0];
  return Object.entries(EXAMPLES).flatMap(([type, value]) =>
    condition({ [propertyName]: value }, value) ? [] : [type],
  );
}

/** What class-validator-jsonschema does not know of our decorators, by their names. */
export const CONVERTERS: Record<string, JsonSchema | ((meta: ValidationMetadata) => JsonSchema)> = {
  [ValidationTypes.CONDITIONAL_VALIDATION]: (meta) => ({ [UNJUDGED]: unjudged(meta) }),
  // The reference to the class of the object says it.
  isObject: {},
  // ISO 8601 allows days and weeks as well. Ours are all moments.
  isIso8601: { type: 'string', format: 'date-time' },
  // Which names there are is known to the runtime alone.
  isTimeZoneName: { type: 'string', minLength: 1 },
  isRejectLimit: {
    anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string', pattern: PERCENTAGE.source }, { type: 'null' }],
  },
  isFailureCounts: {
    type: 'object',
    propertyNames: { pattern: '^[A-Z][A-Z_]*$' },
    additionalProperties: { type: 'integer', minimum: 1 },
  },
};
