import { isObject, PatternInvalid, textOf, type ValueTest } from './value-test';

type Has = (text: string, part: string) => boolean;

const ofText =
  (part: string, has: Has): ValueTest =>
  (value) =>
    typeof value === 'string' && has(value, part);

const ignoringCase = (part: string, has: Has): ValueTest =>
  ofText(part.toLowerCase(), (text, lower) => has(text.toLowerCase(), lower));

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
function affix(operator: 'prefix' | 'suffix', argument: unknown, has: Has): ValueTest {
  if (!isObject(argument)) return ofText(textOf(operator, argument), has);
  const [name, ...more] = Object.keys(argument);
  if (name !== 'equals-ignore-case') throw new PatternInvalid(`Unsupported ${operator} pattern: ${name}`);
  if (more.length > 0) throw new PatternInvalid('Only one key allowed in match expression');
  return ignoringCase(textOf(name, argument[name]), has);
}

export const prefix = (argument: unknown): ValueTest =>
  affix('prefix', argument, (text, part) => text.startsWith(part));

export const suffix = (argument: unknown): ValueTest => affix('suffix', argument, (text, part) => text.endsWith(part));

export const equalsIgnoreCase = (argument: unknown): ValueTest =>
  ignoringCase(textOf('equals-ignore-case', argument), (text, part) => text === part);
