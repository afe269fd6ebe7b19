import { plainToInstance } from 'class-transformer';
import { eventFaults } from '..';
import { EVENT_CLASSES, nameOf } from '../schemas/event-classes';
import { type Detail, samples } from './samples';
import { schemaFaults } from './schema-check';

/** What a consumer finds wrong with a detail. */
function consumerFaults(version: string, detail: Detail): string[] {
  return eventFaults(
    plainToInstance(
      EVENT_CLASSES.find((one) => nameOf(one) === version)!,
      structuredClone(detail),
    ),
  );
}

/** Damage of every kind to a value; `undefined` takes it away. */
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

/** A value with a field that is not known in it and in every object inside, but in `failures`: any name is known there. */
function withMore(value: unknown): unknown {
  if (!isObject(value)) return value;
  const inside = Object.entries(value).map(([name, inner]) => [name, name === 'failures' ? inner : withMore(inner)]);
  return { ...(Object.fromEntries(inside) as Detail), later: { any: 'thing' } };
}

const asSent = (detail: Detail): Detail => JSON.parse(JSON.stringify(detail)) as Detail;

/** A detail, with every property at any depth damaged in every way in turn. */
function damaged(detail: Detail): { place: string; detail: Detail }[] {
  return Object.entries(detail).flatMap(([name, value]) => [
    ...DAMAGE.map((worse) => ({
      place: `${name} = ${JSON.stringify(worse)}`,
      detail: asSent({ ...detail, [name]: worse }),
    })),
    ...(isObject(value) ? damaged(value) : []).map(({ place, detail: inner }) => ({
      place: `${name}.${place}`,
      detail: { ...detail, [name]: inner },
    })),
  ]);
}

/** Where the consumer knows better, or asks for less: a zone is looked up, a day is a moment too. */
const LEFT_TO_THE_CONSUMER =
  /^settings\.timeZone = ("x"|"5%"|"2026-06-30")$|^(receivedAt|startedAt|finishedAt) = "2026-06-30"$/;

describe.each(samples())('the sample of %s %s', (version, _, detail) => {
  it('is valid by the published schema', () => {
    expect(schemaFaults(version, detail)).toEqual([]);
  });

  it('is valid with fields that are not known, at any depth', () => {
    expect(schemaFaults(version, withMore(detail))).toEqual([]);
    expect(consumerFaults(version, withMore(detail) as Detail)).toEqual([]);
  });

  it('is judged by schema and consumer alike, whatever is damaged', () => {
    const disagreements = damaged(detail)
      .filter(({ place }) => !LEFT_TO_THE_CONSUMER.test(place))
      .flatMap(({ place, detail: worse }) => {
        const [bySchema, byConsumer] = [schemaFaults(version, worse), consumerFaults(version, worse)];
        return bySchema.length > 0 === byConsumer.length > 0 ? [] : [{ place, bySchema, byConsumer }];
      });
    expect(disagreements).toEqual([]);
  });
});
