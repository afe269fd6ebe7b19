import { isObject, type Test } from './json';
import { PatternInvalid } from './pattern-invalid';

type Has = (text: string, part: string) => boolean;

/** The argument where it is a string; throws {@link PatternInvalid} where it is not. */
export function textOf(operator: string, argument: unknown): string {
  if (typeof argument !== 'string') throw new PatternInvalid(`${operator} match pattern must be a string`);
  return argument;
}

const ofText =
  (part: string, has: Has): Test =>
  (value) =>
    typeof value === 'string' && has(value, part);

const ignoringCase = (part: string, has: Has): Test =>
  ofText(part.toLowerCase(), (text, lower) => has(text.toLowerCase(), lower));

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
function affix(operator: 'prefix' | 'suffix', argument: unknown, has: Has): Test {
  if (!isObject(argument)) return ofText(textOf(operator, argument), has);
  const [name, ...more] = Object.keys(argument);
  if (name !== 'equals-ignore-case') throw new PatternInvalid(`Unsupported ${operator} pattern: ${name}`);
  if (more.length > 0) throw new PatternInvalid('Only one key allowed in match expression');
  return ignoringCase(textOf(name, argument[name]), has);
}

export const prefix = (argument: unknown): Test => affix('prefix', argument, (text, part) => text.startsWith(part));

export const suffix = (argument: unknown): Test => affix('suffix', argument, (text, part) => text.endsWith(part));

export const equalsIgnoreCase = (argument: unknown): Test =>
  ignoringCase(textOf('equals-ignore-case', argument), (text, part) => text === part);
