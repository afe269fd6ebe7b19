import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..');

/** A docstring, and what is behind it up to the end of a class's first line or of a property's declaration. */
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:export (?:abstract )?class (\w+)|((?: {2}@.*[^;]\n)* {2}.*;)$)/gm;

/** The property that a declaration, decorators and all, is of. */
const PROPERTY = /(\w+)!?: [^:]*;$/;

/** A docstring as a sentence: in one line, links by their names alone. */
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

/** By class (`CustomerFileRefused`) and property (`CustomerFileRefused.hint`). */
const DOCSTRINGS: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => docstringsOf(readFileSync(join(FOLDER, name), 'utf8'))),
);

const keyword = (description?: string): { description?: string } => (description ? { description } : {});

/** The names of a class and of those that it extends. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- any class
const lineOf = (one: Function): string[] =>
  one.name ? [one.name, ...lineOf(Object.getPrototypeOf(one) as Function)] : [];

/** What the docstring of a class says, as a keyword of its schema. */
export const describedClass = (one: new () => object): { description?: string } => keyword(DOCSTRINGS[one.name]);

/** What the docstring of a property says, also where a class inherits it. */
export const describedProperty = (one: new () => object, property: string): { description?: string } =>
  keyword(
    lineOf(one)
      .map((name) => DOCSTRINGS[`${name}.${property}`])
      .find(Boolean),
  );
