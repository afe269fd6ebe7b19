import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi } from './async-api';
import { EVENT_CLASSES, nameOf } from './event-classes';
import { schemaOf } from './schema-of';

/** Documents, by the names of their files. */
export type Documents = Record<string, object>;

/** Whether a file contains the schema of an event's version, as all but `asyncapi.json` do. */
export const isSchema = (name: string): boolean => /\.v\d+\.json$/.test(name);

/**
 * The documents generated from the classes: a JSON Schema for each version of each event, and the AsyncAPI document.
 */
export const generated = (): Documents => ({
  ...Object.fromEntries(EVENT_CLASSES.map((eventClass) => [`${nameOf(eventClass)}.json`, schemaOf(eventClass)])),
  'asyncapi.json': asyncApi(),
});

/** The published documents: those in a folder. */
export function published(folder: string): Documents {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as object]),
  );
}
