import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The user asked for something that cannot be; the message is one line and says what to do. */
export class UsageError extends Error {}

/**
 * @typedef {Record<string, unknown> | null} Settings
 * @typedef {{ command: 'start', files: string[], json: boolean, fresh: boolean, serve: boolean, asOf: string | null, settings: Settings }} Start
 * @typedef {{ command: 'check', files: string[], json: boolean, asOf: string | null, settings: Settings }} Check
 * @typedef {{ command: 'sql', query: string }} Sql
 * @typedef {Start | Check | Sql} Asked
 */

/** @type {Record<string, string>} */
const HELP = {
  '': `customer-files: customer CSV files become rows of dim_customer, a file of rejects, and an e-mail.

  customer-files start [FILE...]    run the whole of it on this machine
  customer-files check FILE...      judge files without loading them
  customer-files sql "SELECT ..."   query the local database
  customer-files COMMAND --help     more about a command
`,
  start: `customer-files start [--json] [--fresh] [--as-of YYYY-MM-DD] [--settings FILE] [--serve] [FILE...]

Starts the embedded cloud and PostgreSQL, deploys the services into it, puts the files (or examples/customers.csv)
into S3, and shows how each of them ended.

  --json               one JSON document on standard output, everything else on standard error
  --fresh              forget the earlier state first
  --as-of YYYY-MM-DD   as if the files had arrived on that day
  --settings FILE      settings of the feed, a JSON object (see the README)
  --serve              stay up until Ctrl-C

Exit status: 0 every file processed, 2 one was refused, 1 something broke, 64 bad usage.
`,
  check: `customer-files check [--json] [--as-of YYYY-MM-DD] [--settings FILE] FILE...

Judges files with the same engine as the services, without cloud or database, and writes NAME.rejects.csv beside
each file that has rejects.

  --json               one JSON document on standard output, everything else on standard error
  --as-of YYYY-MM-DD   as if the files had arrived on that day; by default today, in the time zone of the feed
  --settings FILE      settings of the feed, a JSON object (see the README)

Exit status: 0 all rows valid, 3 some are not, 2 a file is refused, 1 something broke, 64 bad usage.
`,
  sql: `customer-files sql "SELECT ..."

Runs a query on the local database and prints CSV with a header. Works whether or not the embedded cloud is running.
`,
};

/** @param {string} file */
function checkFile(file) {
  let stat;
  try {
    stat = statSync(file);
    accessSync(file, constants.R_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(code === 'ENOENT' ? `${file}: there is no such file; check the path` : `${file}: it cannot be read (${code}); check its permissions`);
  }
  if (stat.isDirectory()) throw new UsageError(`${file}: it is a directory; name the files in it, such as ${file.replace(/\/$/, '')}/*.csv`);
  if (!stat.isFile()) throw new UsageError(`${file}: it is no regular file; save it to one first`);
  if (!/\.csv(\.gz)?$/i.test(file)) throw new UsageError(`${file}: the names of customer files end in .csv or .csv.gz; rename it`);
}

/** @param {string} day */
function checkDay(day) {
  const date = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw new UsageError(`--as-of ${day}: it is no day; write YYYY-MM-DD, such as 2026-06-30`);
  }
}

/** @param {string} file @returns {Record<string, unknown>} */
function readSettingsFile(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--settings ${file}: it cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code}); check the path`);
  }
  try {
    const settings = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings;
  } catch (error) {
    throw new UsageError(`--settings ${file}: it is not JSON (${/** @type {Error} */ (error).message}); correct it`);
  }
  throw new UsageError(`--settings ${file}: it must hold a JSON object, such as { "timeZone": "Europe/Berlin" }`);
}

/**
 * @template {import('node:util').ParseArgsConfig['options']} Options
 * @param {string} command
 * @param {string[]} args
 * @param {Options} options
 */
function parse(command, args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new UsageError(`${message.split('. ')[0]}; see customer-files ${command} --help`);
  }
}

const JUDGING = /** @type {const} */ ({ json: { type: 'boolean', default: false }, 'as-of': { type: 'string' }, settings: { type: 'string' } });

/** @param {{ json?: boolean, 'as-of'?: string, settings?: string }} values @param {string[]} files */
function readJudging(values, files) {
  const { json = false, 'as-of': asOf, settings } = values;
  if (asOf !== undefined) checkDay(asOf);
  files.forEach(checkFile);
  return { files, json, asOf: asOf ?? null, settings: settings === undefined ? null : readSettingsFile(settings) };
}

/** The rejects of each file are written beside it, so no two may have the same. @param {string[]} files */
function checkApart(files) {
  const sources = new Map();
  for (const file of files) {
    const rejects = `${file.replace(/\.csv(\.gz)?$/i, '')}.rejects.csv`;
    const other = sources.get(rejects);
    if (other) throw new UsageError(`${other} and ${file}: both would write ${rejects}; check them one after the other`);
    sources.set(rejects, file);
  }
}

/** @param {string[]} args @returns {Asked} */
function readCheck(args) {
  const { values, positionals } = parse('check', args, JUDGING);
  if (positionals.length === 0) throw new UsageError('check takes the files to judge, such as examples/customers.csv; see customer-files check --help');
  checkApart(positionals);
  return { command: 'check', ...readJudging(values, positionals) };
}

/** @param {string[]} args @returns {Asked} */
function readStart(args) {
  const { values, positionals } = parse('start', args, { ...JUDGING, fresh: { type: 'boolean', default: false }, serve: { type: 'boolean', default: false } });
  if (values.json && values.serve) throw new UsageError('--json and --serve cannot go together: --serve never ends, and the document comes at the end');
  return { command: 'start', ...readJudging(values, positionals), fresh: values.fresh === true, serve: values.serve === true };
}

/** @param {string[]} args @returns {Asked} */
function readSql(args) {
  const { positionals } = parse('sql', args, {});
  const [query = '', ...more] = positionals;
  if (!query.trim() || more.length > 0) throw new UsageError('sql takes one query, in quotes, such as "SELECT count(*) FROM dim_customer"');
  return { command: 'sql', query };
}

/** @type {Record<string, ((args: string[]) => Asked) | undefined>} */
const COMMANDS = { start: readStart, check: readCheck, sql: readSql };

/**
 * What the command line asks for, checked so far that nothing has to be started to find it wrong.
 *
 * @param {string[]} argv without node and the program
 * @returns {Asked | { help: string }}
 * @throws {UsageError}
 */
export function readArguments(argv) {
  const [command = '--help', ...args] = argv;
  if (command === '--help' || command === '-h' || command === 'help') return { help: HELP[''] ?? '' };
  const read = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!read) throw new UsageError(`${command}: there is no such command; see customer-files --help`);
  const literal = args.indexOf('--');
  if ((literal < 0 ? args : args.slice(0, literal)).some((arg) => arg === '--help' || arg === '-h')) return { help: HELP[command] ?? '' };
  return read(args);
}
