import { plainToInstance } from 'class-transformer';
import { eventFaults } from '..';
import { EVENT_CLASSES, nameOf } from '../schemas/event-classes';
import { type Detail, samples } from './samples';
import { schemaFaults } from './schema-check';

/** The faults that a consumer finds in a detail. */
function consumerFaults(version: string, detail: Detail): string[] {
  return eventFaults(
    plainToInstance(
      EVENT_CLASSES.find((one) => nameOf(one) === version)!,
      structuredClone(detail),
    ),
  );
}

/** The values that a property is replaced by; `undefined` removes it. */
const DAMAGE: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  0,
  0.5,
  2,
  '',
  'x',
  '5%',
  '2026-06-30',
  [],
  ['x'],
  {},
  { x: 1 },
  { X: 0 },
  { X: 0.5 },
  { X: 3 },
];

const isObject = (value: unknown): value is Detail =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * A value with an unknown field in it and in every nested object, except in `failures`, where every name is a code.
 */
function withUnknownFields(value: unknown): unknown {
  if (!isObject(value)) return value;
  const inside = Object.entries(value).map(([name, inner]) => [
    name,
    name === 'failures' || name === 'headers' ? inner : withUnknownFields(inner),
  ]);
  return { ...(Object.fromEntries(inside) as Detail), later: { any: 'thing' } };
}

const serialised = (detail: Detail): Detail => JSON.parse(JSON.stringify(detail)) as Detail;

/** The detail with one property damaged, for every property at any depth and every kind of damage. */
function damaged(detail: Detail): { place: string; detail: Detail }[] {
  return Object.entries(detail).flatMap(([name, value]) => [
    ...DAMAGE.map((worse) => ({
      place: `${name} = ${JSON.stringify(worse)}`,
      detail: serialised({ ...detail, [name]: worse }),
    })),
    ...(isObject(value) ? damaged(value) : []).map(({ place, detail: inner }) => ({
      place: `${name}.${place}`,
      detail: { ...detail, [name]: inner },
    })),
  ]);
}

/** Where consumer and schema differ: the consumer looks a time zone up, and accepts a day as a point in time. */
const LEFT_TO_THE_CONSUMER =
  /^settings\.timeZone = ("x"|"5%"|"2026-06-30")$|^(receivedAt|startedAt|finishedAt|withdrawnAt) = "2026-06-30"$/;

describe.each(samples())('the sample %s %s', (version, variant, detail) => {
  it(`${version} (${variant}) is valid by the published schema`, () => {
    expect(schemaFaults(version, detail)).toEqual([]);
  });

  it(`${version} (${variant}) is valid with unknown fields, at any depth`, () => {
    expect(schemaFaults(version, withUnknownFields(detail))).toEqual([]);
    expect(consumerFaults(version, withUnknownFields(detail) as Detail)).toEqual([]);
  });

  it(`${version} (${variant}) is valid by the schema exactly if it is valid for the consumer, for every damage`, () => {
    const disagreements = damaged(detail)
      .filter(({ place }) => !LEFT_TO_THE_CONSUMER.test(place))
      .flatMap(({ place, detail: worse }) => {
        const [bySchema, byConsumer] = [schemaFaults(version, worse), consumerFaults(version, worse)];
        return bySchema.length > 0 === byConsumer.length > 0 ? [] : [{ place, bySchema, byConsumer }];
      });
    expect(disagreements).toEqual([]);
  });
});

describe('failures by code', () => {
  const [[version, , detail]] = samples().filter(([name]) => name === 'CustomerFileValidated.v1') as [
    [string, string, Detail],
  ];

  it('are valid with a code that this version does not know, for consumer and schema', () => {
    const ofAnotherVersion = { ...detail, failures: { A_CODE_OF_ANOTHER_VERSION: 1 } };
    expect(consumerFaults(version, ofAnotherVersion)).toEqual([]);
    expect(schemaFaults(version, ofAnotherVersion)).toEqual([]);
  });
});
