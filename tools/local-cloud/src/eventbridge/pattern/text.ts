import { entriesOf } from './json';
import { isObject, onlyMember, PatternInvalid, textOf, type ValueTest } from './value-test';

type Has = (text: string, part: string) => boolean;

const ofText =
  (part: string, has: Has): ValueTest =>
  (value) =>
    typeof value === 'string' && has(value, part);

const ignoringCase = (part: string, has: Has): ValueTest =>
  ofText(part.toLowerCase(), (text, lower) => has(text.toLowerCase(), lower));

/** How AWS's messages name the operators. */
const EXPRESSION = { prefix: 'Prefix', suffix: 'Suffix' };

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
function affix(operator: 'prefix' | 'suffix', argument: unknown, has: Has): ValueTest {
  if (!isObject(argument)) return ofText(textOf(operator, argument), has);
  const [[first] = [undefined]] = entriesOf(argument);
  if (first !== undefined && first !== 'equals-ignore-case')
    throw new PatternInvalid(`Unsupported ${operator} pattern: ${first}`);
  const [name, text] = onlyMember(argument, `${EXPRESSION[operator]} expression name not found`);
  return ignoringCase(textOf(name, text), has);
}

export const prefix = (argument: unknown): ValueTest =>
  affix('prefix', argument, (text, part) => text.startsWith(part));

export const suffix = (argument: unknown): ValueTest => affix('suffix', argument, (text, part) => text.endsWith(part));

export const equalsIgnoreCase = (argument: unknown): ValueTest =>
  ignoringCase(textOf('equals-ignore-case', argument), (text, part) => text === part);
