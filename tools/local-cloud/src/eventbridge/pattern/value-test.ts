/** A leaf of an event. */
export type Scalar = string | number | boolean | null;

/** Whether an operator of a pattern accepts a leaf of an event. */
export type ValueTest = (value: Scalar) => boolean;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
 * Returns the argument of an operator as a string.
 *
 * @throws PatternInvalid if it is not a string
 */
export function textOf(operator: string, argument: unknown): string {
  if (typeof argument !== 'string') throw new PatternInvalid(`${operator} match pattern must be a string`);
  return argument;
}
