import { AwsError } from '../../aws-error';

/** Returns the error of an invalid parameter. */
export const notValid = (parameter: string, reason: string): AwsError =>
  new AwsError('ValidationException', `Parameter ${parameter} is not valid. Reason: ${reason}`);

/** Returns the error of a value that violates a constraint of its member, with AWS's wording. */
export const constraint = (member: string, value: string, must: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${must}`,
  );

/**
 * Returns a required value.
 *
 * @throws AwsError ValidationException
 */
export function needed<T>(member: string, value: T | null | undefined): T {
  if (value === undefined || value === null) throw constraint(member, 'null', 'not be null');
  return value;
}

const MAX_NAME = 64;

/**
 * Validates the name of an archive or a replay.
 *
 * @throws AwsError ValidationException
 */
export function nameFrom(member: string, value: string | undefined): string {
  const name = needed(member, value);
  if (!/^[.\-_A-Za-z0-9]+$/.test(name))
    throw constraint(member, `'${name}'`, 'satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  if (name.length > MAX_NAME) throw constraint(member, `'${name}'`, `have length less than or equal to ${MAX_NAME}`);
  return name;
}

/**
 * Reads a timestamp of JSON 1.1, which is in seconds.
 *
 * @throws AwsError ValidationException
 */
export function timeFrom(member: string, value: number | undefined): Date {
  const time = new Date(needed(member, value) * 1000);
  if (Number.isNaN(time.getTime())) throw constraint(member, String(value), 'be a timestamp');
  return time;
}

/** Returns a timestamp of JSON 1.1, which is in seconds. */
export const seconds = (time: Date | undefined): number | undefined => time && time.getTime() / 1000;
