import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { UsageError } from './usage-error.mjs';

const codeOf = (/** @type {unknown} */ error) => String(/** @type {NodeJS.ErrnoException} */ (error).code);

/** The names that ingestion leaves alone: `isLeftAlone` of libs/csv, which this file cannot import before it is compiled. */
const LEFT_ALONE = /^(?:\.|~\$)|\.(?:tmp|part|filepart|crdownload)$/i;

/** @param {string} file a customer file @returns {string} the same @throws {UsageError} where it cannot be one */
export function customerFile(file) {
  let stat;
  try {
    stat = statSync(file);
    accessSync(file, constants.R_OK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new UsageError(`${file}: there is no such file; check the path`);
    throw new UsageError(`${file}: it cannot be read (${codeOf(error)}); check its permissions`);
  }
  if (stat.isDirectory())
    throw new UsageError(`${file}: it is a directory; name the files in it, such as ${file.replace(/\/$/, '')}/*.csv`);
  if (!stat.isFile()) throw new UsageError(`${file}: it is no regular file; save it to one first`);
  if (LEFT_ALONE.test(basename(file)))
    throw new UsageError(`${file}: files of such names are left alone, as unfinished or hidden ones; rename it`);
  return file;
}

/** @param {string} value @param {string} option @returns {string} a day that exists, YYYY-MM-DD @throws {UsageError} */
export function day(value, option) {
  const date = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value)
    throw new UsageError(`${option} ${value}: it is no day; write YYYY-MM-DD, such as 2026-06-30`);
  return value;
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** @param {string} value @param {string} option @returns {string} an instant, ISO 8601 in UTC @throws {UsageError} */
export function time(value, option) {
  const instant = new Date(value);
  if (!TIME.test(value) || Number.isNaN(instant.getTime()))
    throw new UsageError(
      `${option} ${value}: it is no time; write a day or a time with its zone, such as 2026-06-30T12:00:00Z`,
    );
  return instant.toISOString();
}

/** Far more than all settings need. */
const MAX_SETTINGS_BYTES = 1024 * 1024;

/** @param {string} file @param {string} option @returns {string} its text @throws {UsageError} */
function settingsText(file, option) {
  // A pipe without a writer is opened at once like this, and so found to be one.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new UsageError(`${option} ${file}: it is no regular file; save it to one first`);
    if (stat.size > MAX_SETTINGS_BYTES)
      throw new UsageError(`${option} ${file}: settings have at most 1 MiB; check the path`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** @param {string} file @param {string} option @returns {Record<string, unknown>} the JSON object in it @throws {UsageError} */
export function settingsFile(file, option) {
  let text;
  try {
    text = settingsText(file, option);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${option} ${file}: it cannot be read (${codeOf(error)}); check the path`);
  }
  let settings;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} ${file}: it is not JSON (${/** @type {Error} */ (error).message}); correct it`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new UsageError(`${option} ${file}: it must hold a JSON object, such as { "timeZone": "Europe/Berlin" }`);
  return settings;
}

/**
 * A stage is a part of names of buckets (63 characters, lower case) and of everything else that is deployed; 22 characters fit.
 *
 * @param {string} value @param {string} option @returns {string} @throws {UsageError}
 */
export function stage(value, option) {
  if (value === 'local')
    throw new UsageError(`${option} local: that is the embedded cloud of npm start; choose another name`);
  if (!/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(value))
    throw new UsageError(
      `${option} ${value}: a stage is 1 to 22 lower-case letters, digits and hyphens, with no hyphen at either end`,
    );
  return value;
}

/** A stage, or the embedded cloud. @param {string} value @param {string} option @returns {string} @throws {UsageError} */
export const stageOrLocal = (value, option) => (value === 'local' ? value : stage(value, option));

/** @param {string} value @param {string} option @returns {number} from a second to a day @throws {UsageError} */
export function seconds(value, option) {
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > 86_400)
    throw new UsageError(`${option} ${value}: write a number of seconds from 1 to 86400`);
  return Number(value);
}

/** @param {string} value @param {string} option @returns {string} @throws {UsageError} */
export function region(value, option) {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(value))
    throw new UsageError(`${option} ${value}: it is no region of AWS; write one such as eu-west-1`);
  return value;
}

export const NETWORK_CHOICE =
  'say how persistence reaches the database: --param=network=private (in a VPC, with --param=subnetIds=ID,ID and ' +
  '--param=securityGroupIds=ID), or --param=network=public (outside a VPC, to a database that accepts the internet)';

export const SENDER_CHOICE =
  'say who sends the e-mails: --param=sender=ADDRESS, that of `sender` in the parameter mail; the roles may use no other';

/** @param {string} value @param {string} option @returns {string} `name=value` @throws {UsageError} */
export function param(value, option) {
  if (!/^[A-Za-z]+=/.test(value))
    throw new UsageError(`${option} ${value}: write NAME=VALUE, such as ${option} network=public`);
  return value;
}

/** @param {readonly string[]} known @returns {(name: string, option?: string) => string} a reader of one of these services */
const serviceAmong =
  (known) =>
  (name, option = '') => {
    if (!known.includes(name))
      throw new UsageError(`${option} ${name}: there is no such service; name one of ${known.join(', ')}`.trim());
    return name;
  };

const NAMES = SERVICES.map(({ name }) => name);

/** Reads the name of anything that has a stack. */
export const service = serviceAmong(NAMES);

/** The services with consumers: all but the bus. */
export const CONSUMING = NAMES.filter((name) => name !== 'events');

export const consumingService = serviceAmong(CONSUMING);

/** The services that a replay reaches, because they consume from the bus: ingestion consumes events of S3. */
export const ON_THE_BUS = CONSUMING.filter((name) => name !== 'ingestion');

/** @param {string} names @param {string} option @returns {string[]} @throws {UsageError} */
export const servicesOnTheBus = (names, option) =>
  names.split(',').map((name) => serviceAmong(ON_THE_BUS)(name, option));
