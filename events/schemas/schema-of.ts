import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage } from 'class-validator';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { IOptions } from 'class-validator-jsonschema/build/options';
import { CONVERTERS, UNJUDGED } from './converters';
import { describedClass, describedProperty } from './docstrings';
import { type EventClass, nameOf } from './event-classes';
import { DEFINITIONS, type JsonSchema } from './json-schema';

type Converters = IOptions['additionalConverters'];

/** Every class that has decorators; class-validator keeps them under a private name. */
const decorated = (): (new () => object)[] => [
  ...(
    getMetadataStorage() as unknown as { validationMetadatas: Map<new () => object, unknown> }
  ).validationMetadatas.keys(),
];

/** A property with the types that are allowed beside what its decorators judge. */
function withUnjudged({ [UNJUDGED]: types, ...judged }: JsonSchema): JsonSchema {
  return types ? { anyOf: [judged, ...(types as string[]).map((type) => ({ type }))] } : judged;
}

/** The schema of a class with what the converting leaves out: other types, defaults, and what the docstrings say. */
function finished(made: new () => object, { properties = {}, required = [], ...rest }: JsonSchema): JsonSchema {
  // What the class gives to a property that is missing; so that is not required.
  const defaults: Record<string, unknown> = { ...new made() };
  const propertyOf = (property: string, judged: JsonSchema): JsonSchema => ({
    ...describedProperty(made, property),
    ...withUnjudged(judged),
    ...(property in defaults ? { default: defaults[property] } : {}),
  });
  return {
    ...describedClass(made),
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).map(([property, judged]) => [property, propertyOf(property, judged)]),
    ),
    required: required.filter((property) => !(property in defaults)),
  };
}

/** The names of the definitions that a schema refers to, also through others. */
function referredTo(schema: JsonSchema, all: Record<string, JsonSchema>): string[] {
  const names = [...JSON.stringify(schema).matchAll(/"#\/definitions\/(\w+)"/g)].map(([, name]) => name!);
  return [...new Set(names.flatMap((name) => [name, ...referredTo(all[name]!, all)]))].sort();
}

/** The JSON Schema of an event's version: what a consumer of today takes. Fields that are not known are allowed. */
export function schemaOf(eventClass: EventClass): JsonSchema {
  const converted = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    additionalConverters: CONVERTERS as Converters,
    refPointerPrefix: DEFINITIONS,
  }) as Record<string, JsonSchema>;
  const all = Object.fromEntries(decorated().map((made) => [made.name, finished(made, converted[made.name]!)]));
  const schema = all[eventClass.name]!;
  const definitions = Object.fromEntries(referredTo(schema, all).map((name) => [name, all[name]!]));
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: nameOf(eventClass), ...schema, definitions };
}
