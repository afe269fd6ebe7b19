import { type Node, parseTree } from 'jsonc-parser';

/**
 * A number that event-ruler cannot compare, because a double does not hold what its text says: 9007199254740993, 1e309. It
 * is not a number for operators, and equal only to the same text.
 */
export class NumberText {
  constructor(readonly text: string) {}
}

/** An object in which a name occurs more than once. */
class Members {
  constructor(readonly entries: readonly (readonly [name: string, value: unknown])[]) {}
}

/** Returns the names and values of an object. A name may occur more than once. */
export const entriesOf = (object: object): readonly (readonly [name: string, value: unknown])[] =>
  object instanceof Members ? object.entries : Object.entries(object);

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Returns the digits of a decimal number without zeros at either end, and the power of ten of the first one. */
function decimal(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text)!;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, '');
  const power = whole.length - (all.length - digits.length) + Number(exponent);
  return digits === '' ? '0' : `${sign}${digits.replace(/0+$/, '')}e${power}`;
}

/** Returns the text of a double as Java writes it: the shortest one, but at least two digits (4.9E-324). */
const javaText = (value: number): string => {
  const shortest = String(value);
  return /^-?\d(?:e|$)/.test(shortest) ? value.toPrecision(2) : shortest;
};

/** Whether event-ruler can compare a number: its text is the value of a double, written in any way. */
export function isComparable(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && decimal(javaText(value)) === decimal(text);
}

const leafOf = (text: string): number | NumberText => (isComparable(text) ? Number(text) : new NumberText(text));

/** A reviver for `JSON.parse` that keeps the text of numbers that event-ruler cannot compare. */
export const keepNumberTexts = (_name: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined ? leafOf(context.source) : value;

function objectOf(members: readonly (readonly [string, unknown])[]): object {
  const object = Object.fromEntries(members);
  return Object.keys(object).length === members.length ? object : new Members(members);
}

function valueOf({ type, offset, length, value, children = [] }: Node, text: string): unknown {
  if (type === 'array') return children.map((element) => valueOf(element, text));
  if (type === 'object')
    return objectOf(children.map(({ children: [name, part] = [] }) => [name!.value as string, valueOf(part!, text)]));
  return type === 'number' ? leafOf(text.slice(offset, offset + length)) : value;
}

/** Numbers of 16 digits and more, or with an exponent of three: all others are comparable. */
const LONG_NUMBER = /[:[,]\s*-?(?:\d[\d.]{15}|[\d.]+[eE][+-]?\d{3})/;

const SPACE_BEFORE_COLON = /"\s+:/;

/** Returns how often `":` occurs, which is once for each name, and in a string if it contains a quote and a colon. */
function namesInText(text: string): number {
  let names = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) names++;
  return names;
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  let names = Array.isArray(value) ? 0 : parts.length;
  for (const part of parts) if (typeof part === 'object') names += namesIn(part);
  return names;
}

/** Whether `JSON.parse` may have lost something of a text: digits, or a repeated name, which only the text has twice. */
const isLossy = (text: string, parsed: unknown): boolean =>
  LONG_NUMBER.test(text) || SPACE_BEFORE_COLON.test(text) || namesInText(text) !== namesIn(parsed);

/**
 * Reads the JSON of an event or a pattern as event-ruler does. Numbers that it cannot compare are `NumberText`, objects
 * with a repeated name are `Members`; other values are those of `JSON.parse`.
 *
 * @param parsed what `JSON.parse` returns for the text; it is also the result if nothing is lost in it
 * @throws SyntaxError
 */
export function readJson(text: string, parsed: unknown = JSON.parse(text)): unknown {
  if (!isLossy(text, parsed)) return parsed;
  return valueOf(parseTree(text)!, text);
}
