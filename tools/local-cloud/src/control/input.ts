import { AwsError } from '../aws-error';
import { isObject } from '../eventbridge/pattern/value-test';

/** Whether a member of an input has its type. */
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isFlag: Check = (value) => typeof value === 'boolean';
const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);
const structure =
  (members: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && misfit(members, value) === undefined;

/** Returns the first member that has another type. Members that are not listed are ignored, as AWS does. */
function misfit(members: Record<string, Check>, input: Record<string, unknown>): string | undefined {
  return Object.keys(members).find((name) => Object.hasOwn(input, name) && !members[name]!(input[name]));
}

const ENTRY = {
  EventBusName: isText,
  Source: isText,
  DetailType: isText,
  Detail: isText,
  Resources: listOf(isText),
  Time: isNumber,
};

/** The members of all supported actions of EventBridge and SSM: none has two types. */
const MEMBERS = {
  Entries: listOf(structure(ENTRY)),
  ReplayName: isText,
  ArchiveName: isText,
  Description: isText,
  EventSourceArn: isText,
  EventStartTime: isNumber,
  EventEndTime: isNumber,
  Destination: structure({ Arn: isText, FilterArns: listOf(isText) }),
  Name: isText,
  Names: listOf(isText),
  Type: isText,
  Value: isText,
  Overwrite: isFlag,
  WithDecryption: isFlag,
};

/**
 * Reads the input of an action.
 *
 * @throws SyntaxError for what is not JSON
 * @throws AwsError ValidationException if it is not an object, or a member has another type
 */
export function inputOf(body: string): object {
  const input: unknown = JSON.parse(body);
  if (!isObject(input)) throw new AwsError('ValidationException', 'The input is not an object.');
  const member = misfit(MEMBERS, input);
  if (member !== undefined) throw new AwsError('ValidationException', `The member ${member} has the wrong type.`);
  return input;
}
