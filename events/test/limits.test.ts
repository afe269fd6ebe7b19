import { plainToInstance } from 'class-transformer';
import { eventFaults, MAX_COLUMNS, MAX_OBJECT_BYTES, MAX_ROWS } from '..';
import { EVENT_CLASSES, nameOf } from '../schemas/event-classes';
import { type Detail, samples } from './samples';
import { schemaFaults } from './schema-check';

/** The limit of each number, by the last field of its path; `columns` and `failures` hold numbers of any name. */
const LIMITS: Record<string, number> = {
  parts: MAX_ROWS,
  part: MAX_ROWS,
  rows: MAX_ROWS,
  total: MAX_ROWS,
  valid: MAX_ROWS,
  invalid: MAX_ROWS,
  inserted: MAX_ROWS,
  unchanged: MAX_ROWS,
  conflicting: MAX_ROWS,
  deleted: MAX_ROWS,
  kept: MAX_ROWS,
  failures: MAX_ROWS,
  bytes: MAX_OBJECT_BYTES,
  width: MAX_COLUMNS,
  columns: MAX_COLUMNS,
  maxRows: Number.MAX_SAFE_INTEGER,
  maxBytes: Number.MAX_SAFE_INTEGER,
  version: 1,
};

const isObject = (value: unknown): value is Detail =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The paths of all numbers of an event. */
const numbersOf = (value: unknown, path: readonly string[] = []): string[][] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => numbersOf(inner, [...path, name]))
    : typeof value === 'number'
      ? [[...path]]
      : [];

const limitOf = (path: readonly string[]): number | undefined => LIMITS[path.at(-1)!] ?? LIMITS[path.at(-2)!];

/** A copy of the event with another value at a path. */
function changed(detail: Detail, path: readonly string[], value: number): Detail {
  const [name, ...rest] = path as [string, ...string[]];
  return { ...detail, [name]: rest.length === 0 ? value : changed(detail[name] as Detail, rest, value) };
}

const faultsOf = (version: string, detail: Detail): string[] =>
  eventFaults(
    plainToInstance(
      EVENT_CLASSES.find((one) => nameOf(one) === version)!,
      structuredClone(detail),
    ),
  );

const NUMBERS = samples().flatMap(([version, variant, detail]) =>
  numbersOf(detail)
    // A count of rejects that a feed allows is a limit itself, and is compared only.
    .filter((path) => path.at(-1) !== 'maxRejects')
    .map((path) => ({ version, variant, path, name: path.join('.'), detail })),
);

describe('every number of an event', () => {
  it.each(NUMBERS)('$version ($variant) $name is valid up to its limit, and refused above it', (number) => {
    const { version, path, detail } = number;
    const limit = limitOf(path);
    expect(limit).toBeDefined();
    expect(faultsOf(version, changed(detail, path, limit!))).toEqual([]);
    for (const above of [limit! + 1, 1e308]) expect(faultsOf(version, changed(detail, path, above))).not.toEqual([]);
  });

  it('is not limited by the published schema, which would be a breaking change of it', () => {
    const [version, , detail] = samples().find(([name]) => name === 'CustomerFileValidated.v1')!;
    expect(schemaFaults(version, changed(detail, ['parts'], MAX_ROWS + 1))).toEqual([]);
  });
});
