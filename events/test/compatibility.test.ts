import { changeOf } from '../schemas/compatibility';
import type { JsonSchema } from '../schemas/json-schema';

/** The schema of an event with one property. */
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

/** The schema of an event with a second property. */
const withMore = (required: string[]): JsonSchema =>
  event(integer, { properties: { a: integer, b: string }, required });
const without = event({}, { properties: {}, required: [] });
const none: string[] = [];

describe('changeOf', () => {
  it.each<[string, JsonSchema, JsonSchema, string[], string[]]>([
    ['no change is compatible', event(integer), event(integer), none, none],
    [
      'a change of descriptions is compatible',
      event(integer),
      event({ ...integer, description: 'how many', default: 1 }),
      none,
      none,
    ],
    ['a change that adds an optional property is compatible', event(integer), withMore(['a']), none, none],
    ['a change that adds a required property breaks', event(integer), withMore(['a', 'b']), ['b (required)'], none],
    [
      'a change that requires what was optional breaks',
      event(integer, { required: [] }),
      event(integer),
      ['a (required)'],
      none,
    ],
    [
      'a change that no longer requires a property widens',
      event(integer),
      event(integer, { required: [] }),
      none,
      ['a (required)'],
    ],
    ['a change that removes a property breaks', event(integer), without, ['a (removed)'], ['a (required)']],
    [
      'a change that removes an optional property breaks',
      event(integer, { required: [] }),
      without,
      ['a (removed)'],
      none,
    ],
    ['a change of a type breaks', event(integer), event(string), ['a (type)'], ['a (type)']],
    ['a change from number to integer breaks', event({ type: 'number' }), event(integer), ['a (type)'], none],
    ['a change from integer to number widens', event(integer), event({ type: 'number' }), none, ['a (type)']],
    ['a change that gives a type to what had none breaks', event({}), event(integer), ['a (type)'], none],
    [
      'a change that takes a value from an enumeration breaks',
      event({ enum: ['x', 'y'] }),
      event({ enum: ['x'] }),
      ['a (enum)'],
      none,
    ],
    [
      'a change that adds a value to an enumeration widens',
      event({ enum: ['x'] }),
      event({ enum: ['x', 'y'] }),
      none,
      ['a (enum)'],
    ],
    [
      'a change that enumerates what was free breaks',
      event(string),
      event({ ...string, enum: ['x'] }),
      ['a (enum)'],
      none,
    ],
    [
      'a change that makes a nullable property non-nullable breaks',
      event(nullable(integer)),
      event(integer),
      ['a (type)'],
      none,
    ],
    ['a change that makes a property nullable widens', event(integer), event(nullable(integer)), none, ['a (type)']],
    [
      'a change that raises a minimum breaks',
      event({ ...integer, minimum: 0 }),
      event({ ...integer, minimum: 1 }),
      ['a (minimum)'],
      none,
    ],
    [
      'a change that lowers a maximum breaks',
      event({ ...integer, maximum: 9 }),
      event({ ...integer, maximum: 8 }),
      ['a (maximum)'],
      none,
    ],
    ['a change that brings a minimum breaks', event(integer), event({ ...integer, minimum: 0 }), ['a (minimum)'], none],
    ['a change that drops a minimum widens', event({ ...integer, minimum: 0 }), event(integer), none, ['a (minimum)']],
    [
      'a change of a pattern breaks, since it is unknown which one accepts more',
      event({ pattern: 'x' }),
      event({ pattern: 'x?' }),
      ['a (pattern)'],
      ['a (pattern)'],
    ],
    ['a change that brings a format breaks', event(string), event({ ...string, format: 'uuid' }), ['a (format)'], none],
    [
      'a change of a keyword that is not known breaks',
      event(string),
      event({ ...string, not: { const: 'x' } }),
      ['a (not)'],
      none,
    ],
    [
      'a change that closes the event to other properties breaks',
      event(integer),
      event(integer, { additionalProperties: false }),
      ['the event (additionalProperties)'],
      none,
    ],
    [
      'a change in a nested object breaks',
      inside(event(integer)),
      inside(event(string)),
      ['a.a (type)'],
      ['a.a (type)'],
    ],
    [
      'a change in a nested object that is nullable breaks',
      event(nullable(event(integer))),
      event(nullable(event({ ...integer, minimum: 1 }))),
      ['a.a (minimum)'],
      none,
    ],
    [
      'a change in a list breaks',
      event({ type: 'array', items: string }),
      event({ type: 'array', items: { ...string, minLength: 1 } }),
      ['a[] (minLength)'],
      none,
    ],
    [
      'a change in the values of a map breaks',
      event({ additionalProperties: integer }),
      event({ additionalProperties: { ...integer, minimum: 2 } }),
      ['a[] (minimum)'],
      none,
    ],
    [
      'a change that only gives another name to a definition is compatible',
      inside(event(integer)),
      event({ $ref: '#/definitions/Other' }, { definitions: { Other: event(integer) } }),
      none,
      none,
    ],
  ])('%s', (_, published, now, breaks, widens) => {
    expect(changeOf(published, now)).toEqual({ breaks, widens });
  });
});
