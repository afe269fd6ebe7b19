import { entriesOf, NumberText } from './json';

/** A leaf of an event. */
export type Scalar = string | number | boolean | null | NumberText;

/** Whether an operator of a pattern accepts a leaf of an event. */
export type ValueTest = (value: Scalar) => boolean;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);

/**
 * A pattern that EventBridge refuses: PutRule and CreateArchive answer InvalidEventPatternException with this message.
 */
export class PatternInvalid extends Error {
  override readonly name = 'PatternInvalid';

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}

/**
 * Returns the only member of an object, such as an operator with its argument.
 *
 * @param nothing the reason to refuse an empty object
 * @throws PatternInvalid
 */
export function onlyMember(object: object, nothing: string): readonly [name: string, argument: unknown] {
  const [member, ...more] = entriesOf(object);
  if (!member) throw new PatternInvalid(nothing);
  if (more.length > 0) throw new PatternInvalid('Only one key allowed in match expression');
  return member;
}

/** The reason to refuse a number that event-ruler cannot compare. */
export const notComparable = (number: { text: string }): PatternInvalid =>
  new PatternInvalid(`Cannot compare number : ${number.text}`);

/**
 * Returns the argument of an operator as a string.
 *
 * @throws PatternInvalid if it is not a string
 */
export function textOf(operator: string, argument: unknown): string {
  if (typeof argument !== 'string') throw new PatternInvalid(`${operator} match pattern must be a string`);
  return argument;
}
