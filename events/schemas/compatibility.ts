import { isDeepStrictEqual } from 'node:util';
import { DEFINITIONS, type JsonSchema } from './json-schema';

/**
 * What a change of a published schema does, as places and keywords (`counts.total (minimum)`). A compatible change has
 * two empty lists.
 */
export interface Change {
  /**
   * Places where published events, or those of publishers before the change, would be refused or lack a known field.
   */
  breaks: string[];
  /** Places where consumers before the change would refuse events of publishers after it. */
  widens: string[];
}

/** A comparison in the terms of Avro: whether a reader's schema accepts all events that a writer's schema allows. */
interface Sides {
  reader: JsonSchema;
  writer: JsonSchema;
  /** Whether the reader must know every property of the writer. */
  knowsAll: boolean;
}

type Rule = (reader: unknown, writer: unknown) => boolean;

/** By keyword, whether the reader's value accepts all that the writer's value allows. Other keywords must be equal. */
const RULES: Record<string, Rule> = {
  type: (reader, writer) => reader === writer || (reader === 'number' && writer === 'integer'),
  enum: (reader, writer) => Array.isArray(writer) && writer.every((value) => (reader as unknown[]).includes(value)),
  minimum: (reader, writer) => Number(writer) >= Number(reader),
  minLength: (reader, writer) => Number(writer) >= Number(reader),
  maximum: (reader, writer) => Number(writer) <= Number(reader),
  maxLength: (reader, writer) => Number(writer) <= Number(reader),
};

/** Keywords that restrict nothing, or that are compared by the functions below. */
const NOT_COMPARED = new Set([
  '$schema',
  'title',
  'description',
  'default',
  'definitions',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'propertyNames',
]);

const dereferenced = (schema: JsonSchema, root: JsonSchema): JsonSchema =>
  schema.$ref ? root.definitions![schema.$ref.slice(DEFINITIONS.length)]! : schema;

function keywords(reader: JsonSchema, writer: JsonSchema, place: string): string[] {
  return Object.entries(reader)
    .filter(([keyword, value]) => !NOT_COMPARED.has(keyword) || value === false)
    .filter(([keyword, value]) => !(RULES[keyword] ?? isDeepStrictEqual)(value, writer[keyword]))
    .map(([keyword]) => `${place || 'the event'} (${keyword})`);
}

function members(reader: JsonSchema, writer: JsonSchema, place: string, sides: Sides): string[] {
  const inside = (name: string): string => (place ? `${place}.${name}` : name);
  const missing = (reader.required ?? [])
    .filter((name) => !writer.required?.includes(name))
    .map((name) => `${inside(name)} (required)`);
  const known = reader.properties ?? {};
  return missing.concat(
    Object.entries(writer.properties ?? {}).flatMap(([name, written]) => {
      if (known[name]) return refusals(known[name], written, inside(name), sides);
      return sides.knowsAll ? [`${inside(name)} (removed)`] : [];
    }),
  );
}

function each(reader: JsonSchema, writer: JsonSchema, place: string, sides: Sides): string[] {
  return ['items', 'additionalProperties', 'propertyNames']
    .filter((keyword) => typeof reader[keyword] === 'object')
    .flatMap((keyword) =>
      refusals(reader[keyword] as JsonSchema, (writer[keyword] ?? {}) as JsonSchema, `${place}[]`, sides),
    );
}

/** The places where the reader may refuse what the writer allows. */
function refusals(readerSchema: JsonSchema, writerSchema: JsonSchema, place: string, sides: Sides): string[] {
  const [reader, writer] = [dereferenced(readerSchema, sides.reader), dereferenced(writerSchema, sides.writer)];
  if (writer.anyOf) return writer.anyOf.flatMap((one) => refusals(reader, one, place, sides));
  if (reader.anyOf) {
    const alternatives = reader.anyOf.map((one) => refusals(one, writer, place, sides));
    return alternatives.find((faults) => faults.length === 0) ?? alternatives[0]!;
  }
  // Where the types differ, no other keyword can be compared.
  if ('type' in reader && !RULES.type!(reader.type, writer.type)) return [`${place} (type)`];
  return [
    ...keywords(reader, writer, place),
    ...members(reader, writer, place, sides),
    ...each(reader, writer, place, sides),
  ];
}

/** What it means for publishers and consumers when the schema of a version changes from `published` to `now`. */
export function changeOf(published: JsonSchema, now: JsonSchema): Change {
  const breaks = refusals(now, published, '', { reader: now, writer: published, knowsAll: true });
  const widens = refusals(published, now, '', { reader: published, writer: now, knowsAll: false });
  return { breaks: [...new Set(breaks)], widens: [...new Set(widens)] };
}
