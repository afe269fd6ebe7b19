import { accessSync, constants, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The user asked for something that cannot be; the message is one line and says what to do. */
export class UsageError extends Error {}

/**
 * @typedef {{ command: 'start', files: string[], json: boolean, fresh: boolean, serve: boolean, asOf: string | null }} Start
 * @typedef {{ command: 'sql', query: string }} Sql
 * @typedef {Start | Sql} Asked
 */

const HELP = {
  '': `customer-files: customer CSV files become rows of dim_customer, a file of rejects, and an e-mail.

  customer-files start [FILE...]    run the whole of it on this machine
  customer-files sql "SELECT ..."   query the local database
  customer-files COMMAND --help     more about a command
`,
  start: `customer-files start [--json] [--fresh] [--as-of YYYY-MM-DD] [--serve] [FILE...]

Starts the embedded cloud and PostgreSQL, deploys the services into it, puts the files (or examples/customers.csv)
into S3, and shows how each of them ended.

  --json               one JSON document on standard output, everything else on standard error
  --fresh              forget the earlier state first
  --as-of YYYY-MM-DD   as if the files had arrived on that day
  --serve              stay up until Ctrl-C

Exit status: 0 every file processed, 2 one was refused, 1 something broke, 64 bad usage.
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

/** @param {string[]} args @returns {Asked} */
function readStart(args) {
  const { values, positionals } = parse('start', args, {
    json: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    'as-of': { type: 'string' },
  });
  const asOf = /** @type {string | undefined} */ (values['as-of']);
  if (asOf !== undefined) checkDay(asOf);
  if (values.json && values.serve) throw new UsageError('--json and --serve cannot go together: --serve never ends, and the document comes at the end');
  positionals.forEach(checkFile);
  return { command: 'start', files: positionals, json: values.json === true, fresh: values.fresh === true, serve: values.serve === true, asOf: asOf ?? null };
}

/** @param {string[]} args @returns {Asked} */
function readSql(args) {
  const { positionals } = parse('sql', args, {});
  const [query = '', ...more] = positionals;
  if (!query.trim() || more.length > 0) throw new UsageError('sql takes one query, in quotes, such as "SELECT count(*) FROM dim_customer"');
  return { command: 'sql', query };
}

/**
 * What the command line asks for, checked so far that nothing has to be started to find it wrong.
 *
 * @param {string[]} argv without node and the program
 * @returns {Asked | { help: string }}
 * @throws {UsageError}
 */
export function readArguments(argv) {
  const [command = '--help', ...args] = argv;
  if (command === '--help' || command === '-h' || command === 'help') return { help: HELP[''] };
  if (command !== 'start' && command !== 'sql') throw new UsageError(`${command}: there is no such command; see customer-files --help`);
  const literal = args.indexOf('--');
  if ((literal < 0 ? args : args.slice(0, literal)).some((arg) => arg === '--help' || arg === '-h')) return { help: HELP[command] };
  return command === 'start' ? readStart(args) : readSql(args);
}
