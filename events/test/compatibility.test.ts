import { changeOf } from '../schemas/compatibility';
import type { JsonSchema } from '../schemas/json-schema';

/** An event's schema with one property. */
const event = (property: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: { a: property },
  required: ['a'],
  ...more,
});

const inside = (inner: JsonSchema): JsonSchema =>
  event({ $ref: '#/definitions/Inner' }, { definitions: { Inner: inner } });

const integer = { type: 'integer' };
const string = { type: 'string' };
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

/** An event's schema with another, optional or not. */
const withMore = (required: string[]): JsonSchema =>
  event(integer, { properties: { a: integer, b: string }, required });
const without = event({}, { properties: {}, required: [] });
const none: string[] = [];

describe('a change of a published schema', () => {
  it.each<[string, JsonSchema, JsonSchema, string[], string[]]>([
    ['of nothing is compatible', event(integer), event(integer), none, none],
    ['of words is compatible', event(integer), event({ ...integer, description: 'how many', default: 1 }), none, none],
    ['that adds an optional property is compatible', event(integer), withMore(['a']), none, none],
    ['that adds a required property breaks', event(integer), withMore(['a', 'b']), ['b (required)'], none],
    [
      'that requires what was optional breaks',
      event(integer, { required: [] }),
      event(integer),
      ['a (required)'],
      none,
    ],
    [
      'that no longer requires a property widens',
      event(integer),
      event(integer, { required: [] }),
      none,
      ['a (required)'],
    ],
    ['that removes a property breaks', event(integer), without, ['a (gone)'], ['a (required)']],
    ['that removes an optional property breaks', event(integer, { required: [] }), without, ['a (gone)'], none],
    ['of a type breaks', event(integer), event(string), ['a (type)'], ['a (type)']],
    ['from number to integer breaks', event({ type: 'number' }), event(integer), ['a (type)'], none],
    ['from integer to number widens', event(integer), event({ type: 'number' }), none, ['a (type)']],
    ['that gives a type to what had none breaks', event({}), event(integer), ['a (type)'], none],
    [
      'that takes a value from an enumeration breaks',
      event({ enum: ['x', 'y'] }),
      event({ enum: ['x'] }),
      ['a (enum)'],
      none,
    ],
    [
      'that adds a value to an enumeration widens',
      event({ enum: ['x'] }),
      event({ enum: ['x', 'y'] }),
      none,
      ['a (enum)'],
    ],
    ['that enumerates what was free breaks', event(string), event({ ...string, enum: ['x'] }), ['a (enum)'], none],
    [
      'that makes a nullable property non-nullable breaks',
      event(nullable(integer)),
      event(integer),
      ['a (type)'],
      none,
    ],
    ['that makes a property nullable widens', event(integer), event(nullable(integer)), none, ['a (type)']],
    [
      'that raises a minimum breaks',
      event({ ...integer, minimum: 0 }),
      event({ ...integer, minimum: 1 }),
      ['a (minimum)'],
      none,
    ],
    [
      'that lowers a maximum breaks',
      event({ ...integer, maximum: 9 }),
      event({ ...integer, maximum: 8 }),
      ['a (maximum)'],
      none,
    ],
    ['that brings a minimum breaks', event(integer), event({ ...integer, minimum: 0 }), ['a (minimum)'], none],
    ['that drops a minimum widens', event({ ...integer, minimum: 0 }), event(integer), none, ['a (minimum)']],
    [
      'of a pattern breaks, since nobody knows which takes more',
      event({ pattern: 'x' }),
      event({ pattern: 'x?' }),
      ['a (pattern)'],
      ['a (pattern)'],
    ],
    ['that brings a format breaks', event(string), event({ ...string, format: 'uuid' }), ['a (format)'], none],
    [
      'of a keyword that is not known breaks',
      event(string),
      event({ ...string, not: { const: 'x' } }),
      ['a (not)'],
      none,
    ],
    [
      'that closes the event to other properties breaks',
      event(integer),
      event(integer, { additionalProperties: false }),
      ['the event (additionalProperties)'],
      none,
    ],
    ['in a nested object breaks', inside(event(integer)), inside(event(string)), ['a.a (type)'], ['a.a (type)']],
    [
      'in a nested object that is nullable breaks',
      event(nullable(event(integer))),
      event(nullable(event({ ...integer, minimum: 1 }))),
      ['a.a (minimum)'],
      none,
    ],
    [
      'in a list breaks',
      event({ type: 'array', items: string }),
      event({ type: 'array', items: { ...string, minLength: 1 } }),
      ['a[] (minLength)'],
      none,
    ],
    [
      'in the values of a map breaks',
      event({ additionalProperties: integer }),
      event({ additionalProperties: { ...integer, minimum: 2 } }),
      ['a[] (minimum)'],
      none,
    ],
    [
      'that only gives another name to a definition is compatible',
      inside(event(integer)),
      event({ $ref: '#/definitions/Other' }, { definitions: { Other: event(integer) } }),
      none,
      none,
    ],
  ])('%s', (_, published, now, breaks, widens) => {
    expect(changeOf(published, now)).toEqual({ breaks, widens });
  });
});
