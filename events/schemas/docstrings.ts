import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..');

/** A docstring, followed by the first line of a class or by the declaration of a property. */
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:export (?:abstract )?class (\w+)|((?: {2}@.*[^;]\n)* {2}.*;)$)/gm;

/** The name of the property that a declaration with its decorators declares. */
const PROPERTY = /(\w+)!?: [^:]*;$/;

/** A docstring in one line, with links replaced by their names. */
function sentence(comment: string): string {
  return comment
    .replace(/^\s*\*/gm, '')
    .replace(/\{@link (\w+)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function docstringsOf(source: string): [string, string][] {
  let inClass = '';
  return [...source.matchAll(DOCUMENTED)].flatMap(([, comment = '', named, declaration = '']): [string, string][] => {
    inClass = named ?? inClass;
    const property = PROPERTY.exec(declaration)?.[1];
    if (!named && !property) return [];
    return [[property ? `${inClass}.${property}` : inClass, sentence(comment)]];
  });
}

/** All docstrings, by class (`CustomerFileRefused`) and property (`CustomerFileRefused.hint`). */
const DOCSTRINGS: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => docstringsOf(readFileSync(join(FOLDER, name), 'utf8'))),
);

const keyword = (description?: string): { description?: string } => (description ? { description } : {});

/** The names of a class and of its base classes. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- any class
const lineOf = (one: Function): string[] =>
  one.name ? [one.name, ...lineOf(Object.getPrototypeOf(one) as Function)] : [];

/** The docstring of a class, as a keyword of its schema. */
export const describedClass = (one: new () => object): { description?: string } => keyword(DOCSTRINGS[one.name]);

/** The docstring of a property, also of an inherited one. */
export const describedProperty = (one: new () => object, property: string): { description?: string } =>
  keyword(
    lineOf(one)
      .map((name) => DOCSTRINGS[`${name}.${property}`])
      .find(Boolean),
  );
