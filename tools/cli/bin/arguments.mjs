import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SERVICES as ALL } from '../../../services/conventions/services.cjs';

/** The user asked for something that cannot be; the message is one line and says what to do. */
export class UsageError extends Error {}

/**
 * @typedef {Record<string, unknown> | null} Settings
 * @typedef {{ command: 'start', files: string[], json: boolean, fresh: boolean, serve: boolean, asOf: string | null, settings: Settings }} Start
 * @typedef {{ command: 'check', files: string[], json: boolean, asOf: string | null, settings: Settings }} Check
 * @typedef {{ command: 'sql', query: string }} Sql
 * @typedef {{ command: 'replay', from: string, to: string, rules: string[], stage: string | null, region: string | null }} Replay
 * @typedef {{ command: 'dead-letters', verb: 'list' | 'redrive', json: boolean, service: string | null, stage: string | null, region: string | null }} DeadLetters
 * @typedef {Start | Check | Sql | Replay | DeadLetters} Asked
 */

/** @type {Record<string, string>} */
const HELP = {
  '': `customer-files: customer CSV files become rows of dim_customer, a file of rejects, and an e-mail.

  customer-files start [FILE...]    run the whole of it on this machine
  customer-files check FILE...      judge files without loading them
  customer-files sql "SELECT ..."   query the local database
  customer-files replay             bring archived events to the services once more
  customer-files dead-letters       list what the services gave up, or send it again
  customer-files COMMAND --help     more about a command
`,
  start: `customer-files start [--json] [--fresh] [--as-of YYYY-MM-DD] [--settings FILE] [--serve] [FILE...]

Starts the embedded cloud and PostgreSQL, deploys the services into it, puts the files (or examples/customers.csv)
into S3, and shows how each of them ended.

  --json               one JSON document on standard output, everything else on standard error
  --fresh              forget the earlier state first
  --as-of YYYY-MM-DD   as if the files had arrived on that day
  --settings FILE      settings of the feed, a JSON object (docs/settings.md)
  --serve              stay up until Ctrl-C

Exit status: 0 every file processed, 2 one was refused, 1 something broke, 64 bad usage.
`,
  check: `customer-files check [--json] [--as-of YYYY-MM-DD] [--settings FILE] FILE...

Judges files with the same engine as the services, without cloud or database, and writes NAME.rejects.csv beside
each file that has rejects.

  --json               one JSON document on standard output, everything else on standard error
  --as-of YYYY-MM-DD   as if the files had arrived on that day; by default today, in the time zone of the feed
  --settings FILE      settings of the feed, a JSON object (docs/settings.md)

Exit status: 0 all rows valid, 3 some are not, 2 a file is refused, 1 something broke, 64 bad usage.
`,
  sql: `customer-files sql "SELECT ..."

Runs a query on the local database and prints CSV with a header. Works whether or not the embedded cloud is running.
`,
  replay: `customer-files replay --from TIME --to TIME [--rules SERVICE,...] [--stage STAGE [--region REGION]]

Replays the events of the archive between two times (ISO 8601, such as 2026-06-30T12:00:00Z; the second is exclusive) and
says what that changed. Events that did their work before change nothing; what had been lost is repaired.

  --rules SERVICE,...   only to these services: validation, persistence, notification
  --stage STAGE         in an AWS account, with the credentials of the environment, instead of the embedded cloud
  --region REGION       of that account

Exit status: 0 replayed, 1 cancelled or failed, 64 bad usage.
`,
  'dead-letters': `customer-files dead-letters [list|redrive] [--service SERVICE] [--json] [--stage STAGE [--region REGION]]

Lists the messages that a service gave up after five attempts, with the reason, or sends them again.

  --service SERVICE     only of ingestion, validation, persistence, or notification
  --json                one JSON document on standard output
  --stage STAGE         in an AWS account, with the credentials of the environment, instead of the embedded cloud
  --region REGION       of that account

Exit status: 0 done, 1 some came back to the dead letters, 64 bad usage.
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
    throw new UsageError(
      code === 'ENOENT'
        ? `${file}: there is no such file; check the path`
        : `${file}: it cannot be read (${code}); check its permissions`,
    );
  }
  if (stat.isDirectory())
    throw new UsageError(`${file}: it is a directory; name the files in it, such as ${file.replace(/\/$/, '')}/*.csv`);
  if (!stat.isFile()) throw new UsageError(`${file}: it is no regular file; save it to one first`);
  if (!/\.csv(\.gz)?$/i.test(file))
    throw new UsageError(`${file}: the names of customer files end in .csv or .csv.gz; rename it`);
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
    throw new UsageError(
      `--settings ${file}: it cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code}); check the path`,
    );
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

const JUDGING = /** @type {const} */ ({
  json: { type: 'boolean', default: false },
  'as-of': { type: 'string' },
  settings: { type: 'string' },
});

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
    if (other)
      throw new UsageError(`${other} and ${file}: both would write ${rejects}; check them one after the other`);
    sources.set(rejects, file);
  }
}

/** @param {string[]} args @returns {Asked} */
function readCheck(args) {
  const { values, positionals } = parse('check', args, JUDGING);
  if (positionals.length === 0)
    throw new UsageError(
      'check takes the files to judge, such as examples/customers.csv; see customer-files check --help',
    );
  checkApart(positionals);
  return { command: 'check', ...readJudging(values, positionals) };
}

/** @param {string[]} args @returns {Asked} */
function readStart(args) {
  const { values, positionals } = parse('start', args, {
    ...JUDGING,
    fresh: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
  });
  if (values.json && values.serve)
    throw new UsageError(
      '--json and --serve cannot go together: --serve never ends, and the document comes at the end',
    );
  return {
    command: 'start',
    ...readJudging(values, positionals),
    fresh: values.fresh === true,
    serve: values.serve === true,
  };
}

/** @param {string[]} args @returns {Asked} */
function readSql(args) {
  const { positionals } = parse('sql', args, {});
  const [query = '', ...more] = positionals;
  if (!query.trim() || more.length > 0)
    throw new UsageError('sql takes one query, in quotes, such as "SELECT count(*) FROM dim_customer"');
  return { command: 'sql', query };
}

const IN_ACCOUNT = /** @type {const} */ ({ stage: { type: 'string' }, region: { type: 'string' } });

const SERVICES = ALL.map(({ name }) => name).filter((name) => name !== 'events');

/** @param {{ stage?: string, region?: string }} values */
function readAccount({ stage, region }) {
  if (region !== undefined && stage === undefined)
    throw new UsageError('--region says where an account is, so it needs --stage too');
  return { stage: stage ?? null, region: region ?? null };
}

/** @param {string} option @param {string} name @param {readonly string[]} known */
function checkService(option, name, known) {
  if (!known.includes(name))
    throw new UsageError(`${option} ${name}: there is no such service; name one of ${known.join(', ')}`);
}

/** @param {string} option @param {string | undefined} time */
function readTime(option, time) {
  if (time === undefined)
    throw new UsageError('replay takes --from and --to, such as --from 2026-06-30T00:00:00Z --to 2026-07-01T00:00:00Z');
  const instant = new Date(time);
  if (
    !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(time) ||
    Number.isNaN(instant.getTime())
  ) {
    throw new UsageError(
      `${option} ${time}: it is no time; write a day or a time with its zone, such as 2026-06-30T12:00:00Z`,
    );
  }
  return instant.toISOString();
}

/** @param {string[]} args @returns {Asked} */
function readReplay(args) {
  const { values, positionals } = parse('replay', args, {
    from: { type: 'string' },
    to: { type: 'string' },
    rules: { type: 'string' },
    ...IN_ACCOUNT,
  });
  if (positionals.length > 0)
    throw new UsageError(`replay takes options only, not ${positionals[0]}; see customer-files replay --help`);
  const [from, to] = [readTime('--from', values.from), readTime('--to', values.to)];
  if (from >= to) throw new UsageError('--from has to be before --to');
  const rules = values.rules?.split(',') ?? [];
  rules.forEach((name) =>
    checkService(
      '--rules',
      name,
      SERVICES.filter((service) => service !== 'ingestion'),
    ),
  );
  return { command: 'replay', from, to, rules, ...readAccount(values) };
}

/** @param {string[]} args @returns {Asked} */
function readDeadLetters(args) {
  const { values, positionals } = parse('dead-letters', args, {
    json: { type: 'boolean', default: false },
    service: { type: 'string' },
    ...IN_ACCOUNT,
  });
  const [verb = 'list', ...more] = positionals;
  if ((verb !== 'list' && verb !== 'redrive') || more.length > 0)
    throw new UsageError(`dead-letters takes list or redrive, not ${[verb, ...more].join(' ')}`);
  if (values.service !== undefined) checkService('--service', values.service, SERVICES);
  return {
    command: 'dead-letters',
    verb,
    json: values.json === true,
    service: values.service ?? null,
    ...readAccount(values),
  };
}

/** @type {Record<string, ((args: string[]) => Asked) | undefined>} */
const COMMANDS = {
  start: readStart,
  check: readCheck,
  sql: readSql,
  replay: readReplay,
  'dead-letters': readDeadLetters,
};

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
  if ((literal < 0 ? args : args.slice(0, literal)).some((arg) => arg === '--help' || arg === '-h'))
    return { help: HELP[command] ?? '' };
  return read(args);
}
