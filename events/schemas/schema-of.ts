import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage } from 'class-validator';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { IOptions } from 'class-validator-jsonschema/build/options';
import { CONVERTERS, ALLOWED_TYPES } from './converters';
import { describedClass, describedProperty } from './docstrings';
import { type EventClass, nameOf } from './event-classes';
import { DEFINITIONS, type JsonSchema } from './json-schema';

type Converters = IOptions['additionalConverters'];

/** Every class that has decorators, from a private field of class-validator. */
const decorated = (): (new () => object)[] => [
  ...(
    getMetadataStorage() as unknown as { validationMetadatas: Map<new () => object, unknown> }
  ).validationMetadatas.keys(),
];

/** The schema of a property, with the types that its decorators exempt from validation. */
function withAllowedTypes({ [ALLOWED_TYPES]: types, ...validated }: JsonSchema): JsonSchema {
  return types ? { anyOf: [validated, ...(types as string[]).map((type) => ({ type }))] } : validated;
}

/** The schema of a class, with what the conversion lacks: further types, defaults and docstrings. */
function completed(made: new () => object, { properties = {}, required = [], ...rest }: JsonSchema): JsonSchema {
  // The class fills in a missing property that has a default, so such a property is not required.
  const defaults: Record<string, unknown> = { ...new made() };
  const propertyOf = (property: string, validated: JsonSchema): JsonSchema => ({
    ...describedProperty(made, property),
    ...withAllowedTypes(validated),
    ...(property in defaults ? { default: defaults[property] } : {}),
  });
  return {
    ...describedClass(made),
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).map(([property, validated]) => [property, propertyOf(property, validated)]),
    ),
    required: required.filter((property) => !(property in defaults)),
  };
}

/** The names of the definitions that a schema refers to, directly and through others. */
function referredTo(schema: JsonSchema, all: Record<string, JsonSchema>): string[] {
  const names = [...JSON.stringify(schema).matchAll(/"#\/definitions\/(\w+)"/g)].map(([, name]) => name!);
  return [...new Set(names.flatMap((name) => [name, ...referredTo(all[name]!, all)]))].sort();
}

/** The JSON Schema of an event's version: what today's consumers accept. Unknown fields are allowed. */
export function schemaOf(eventClass: EventClass): JsonSchema {
  const converted = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    additionalConverters: CONVERTERS as Converters,
    refPointerPrefix: DEFINITIONS,
  }) as Record<string, JsonSchema>;
  const all = Object.fromEntries(decorated().map((made) => [made.name, completed(made, converted[made.name]!)]));
  const schema = all[eventClass.name]!;
  const definitions = Object.fromEntries(referredTo(schema, all).map((name) => [name, all[name]!]));
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: nameOf(eventClass), ...schema, definitions };
}
