import { isDeepStrictEqual } from 'node:util';
import { DEFINITIONS, type JsonSchema } from './json-schema';

/** What a change to a published schema does, as places and keywords: `counts.total (minimum)`. Empty lists: it does no harm. */
export interface Change {
  /** Events that were published, or are by services of yesterday, would be refused, or readers miss what they read. */
  breaks: string[];
  /** Events may come that consumers of yesterday refuse. */
  widens: string[];
}

/** A schema that has to take everything that another allows. */
interface Sides {
  taker: JsonSchema;
  giver: JsonSchema;
  /** Whether the taker must know every property that the giver has. */
  knowsAll: boolean;
}

type Rule = (taken: unknown, given: unknown) => boolean;

/** When a value of a keyword takes all that another value of it allows. A keyword that is not here takes its like only. */
const RULES: Record<string, Rule> = {
  type: (taken, given) => taken === given || (taken === 'number' && given === 'integer'),
  enum: (taken, given) => Array.isArray(given) && given.every((value) => (taken as unknown[]).includes(value)),
  minimum: (taken, given) => Number(given) >= Number(taken),
  minLength: (taken, given) => Number(given) >= Number(taken),
  maximum: (taken, given) => Number(given) <= Number(taken),
  maxLength: (taken, given) => Number(given) <= Number(taken),
};

/** Keywords that say nothing of what is allowed, and those that are followed. */
const PASSED_BY = new Set([
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

const followed = (schema: JsonSchema, root: JsonSchema): JsonSchema =>
  schema.$ref ? root.definitions![schema.$ref.slice(DEFINITIONS.length)]! : schema;

function keywords(taker: JsonSchema, giver: JsonSchema, place: string): string[] {
  return Object.entries(taker)
    .filter(([keyword, value]) => !PASSED_BY.has(keyword) || value === false)
    .filter(([keyword, value]) => !(RULES[keyword] ?? isDeepStrictEqual)(value, giver[keyword]))
    .map(([keyword]) => `${place || 'the event'} (${keyword})`);
}

function members(taker: JsonSchema, giver: JsonSchema, place: string, sides: Sides): string[] {
  const inside = (name: string): string => (place ? `${place}.${name}` : name);
  const missing = (taker.required ?? [])
    .filter((name) => !giver.required?.includes(name))
    .map((name) => `${inside(name)} (required)`);
  const known = taker.properties ?? {};
  return missing.concat(
    Object.entries(giver.properties ?? {}).flatMap(([name, given]) => {
      if (known[name]) return refusals(known[name], given, inside(name), sides);
      return sides.knowsAll ? [`${inside(name)} (gone)`] : [];
    }),
  );
}

function each(taker: JsonSchema, giver: JsonSchema, place: string, sides: Sides): string[] {
  return ['items', 'additionalProperties', 'propertyNames']
    .filter((keyword) => typeof taker[keyword] === 'object')
    .flatMap((keyword) =>
      refusals(taker[keyword] as JsonSchema, (giver[keyword] ?? {}) as JsonSchema, `${place}[]`, sides),
    );
}

/** Where `taker` may refuse what `giver` allows. */
function refusals(taker: JsonSchema, giver: JsonSchema, place: string, sides: Sides): string[] {
  const [taking, giving] = [followed(taker, sides.taker), followed(giver, sides.giver)];
  if (giving.anyOf) return giving.anyOf.flatMap((one) => refusals(taking, one, place, sides));
  if (taking.anyOf) {
    const tries = taking.anyOf.map((one) => refusals(one, giving, place, sides));
    return tries.find((faults) => faults.length === 0) ?? tries[0]!;
  }
  // Of another type, nothing else can be compared.
  if ('type' in taking && !RULES.type!(taking.type, giving.type)) return [`${place} (type)`];
  return [
    ...keywords(taking, giving, place),
    ...members(taking, giving, place, sides),
    ...each(taking, giving, place, sides),
  ];
}

/** What it does to publishers and consumers when the schema of a version becomes another. */
export function changeOf(published: JsonSchema, now: JsonSchema): Change {
  const breaks = refusals(now, published, '', { taker: now, giver: published, knowsAll: true });
  const widens = refusals(published, now, '', { taker: published, giver: now, knowsAll: false });
  return { breaks: [...new Set(breaks)], widens: [...new Set(widens)] };
}
