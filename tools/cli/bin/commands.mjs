import {
  CONSUMING,
  consumingService,
  customerFile,
  day,
  NETWORK_CHOICE,
  SENDER_CHOICE,
  ON_THE_BUS,
  param,
  region,
  seconds,
  service,
  servicesOnTheBus,
  settingsFile,
  stage,
  stageOrLocal,
  time,
} from './option-values.mjs';
import { exampleHint } from './example.mjs';
import { UsageError } from './usage-error.mjs';
import { SERVICES } from '../../../services/conventions/services.cjs';

/**
 * @typedef {import('../src/command').Command} Command
 * @typedef {{ help: string, value?: string, multiple?: boolean, read?: (value: string, option: string) => unknown }} Option
 *   `value` is what the help calls its value: an option without is a switch. `read` checks and converts a value
 * @typedef {Record<string, any>} Values by the names of the options: true or false, what `read` gave, or null
 * @typedef {object} CommandDefinition
 * @property {string} usage what follows the command's name
 * @property {string} summary one line, for the list of commands
 * @property {string} description
 * @property {Record<string, Option>} options
 * @property {string} status the exit statuses
 * @property {(values: Values, positionals: string[]) => Command} read
 */

/** @type {Record<string, Option>} */
const READING_FILES = {
  json: { help: 'one JSON document on standard output, everything else on standard error' },
  'as-of': { value: 'YYYY-MM-DD', help: 'as if the files had arrived on that day', read: day },
  settings: { value: 'FILE', help: 'settings of the feed, a JSON object (docs/settings.md)', read: settingsFile },
};

/** @type {Option} */
const REGION = { value: 'REGION', help: 'of the account; else AWS_REGION, else eu-west-1', read: region };

/** @type {Record<string, Option>} */
const IN_ACCOUNT = {
  stage: {
    value: 'STAGE',
    help: 'in an AWS account, with the credentials of the environment; local, or none, is the embedded cloud',
    read: stageOrLocal,
  },
  region: REGION,
};

const FILE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param {Values} values */
function target({ stage, region }) {
  if (region !== null && stage === null)
    throw new UsageError('--region says where an account is, so it needs --stage too');
  checkNotLocal(stage, region);
  return { stage: stage === 'local' ? null : stage, region };
}

/** @param {string | null} stage @param {string | null} region */
function checkNotLocal(stage, region) {
  if (stage === 'local' && region !== null)
    throw new UsageError('--region says where an account is, and the stage local is the embedded cloud');
}

/** @param {Values} values @param {string[]} files */
const reading = ({ json, 'as-of': asOf, settings }, files) => ({
  files: files.map(customerFile),
  json,
  asOf,
  settings,
});

/** Where the rejects of a file are written: beside it. Those of a rejects file are numbered. @param {string} file */
function rejectsOf(file) {
  const name = file.replace(/\.csv(\.gz)?$/i, '');
  const [, source, number = '1'] = /^(.*)\.rejects(?:-(\d+))?$/i.exec(name) ?? [];
  return source === undefined ? `${name}.rejects.csv` : `${source}.rejects-${Number(number) + 1}.csv`;
}

/** No two rejects files may have the same name, and none that of a file that is checked. @param {string[]} files */
function checkRejectsDiffer(files) {
  /** @type {Map<string, string>} */
  const sources = new Map();
  for (const file of files) {
    const rejects = rejectsOf(file);
    if (files.includes(rejects))
      throw new UsageError(`${file}: its rejects would overwrite ${rejects}; check them one after the other`);
    const other = sources.get(rejects);
    if (other)
      throw new UsageError(`${other} and ${file}: both would write ${rejects}; check them one after the other`);
    sources.set(rejects, file);
  }
}

/** @param {'deploy' | 'package'} command @returns {CommandDefinition['read']} */
const deployment = (command) => (values, names) => {
  const wanted = names.map((name) => service(name));
  const services = SERVICES.map(({ name }) => name).filter((name) => wanted.length === 0 || wanted.includes(name));
  if (values.stage === null) {
    const missing = [`say where to: npm run ${[command, ...names].join(':')} -- --stage STAGE`];
    // The values of a deploy are checked later; these would be missing then.
    /** @type {(name: string) => boolean} */
    const given = (name) => values.param.some((/** @type {string} */ param) => param.startsWith(`${name}=`));
    if (services.includes('persistence') && !given('network')) missing.push(NETWORK_CHOICE);
    if (services.includes('notification') && !given('sender')) missing.push(SENDER_CHOICE);
    throw new UsageError(missing.join('; '));
  }
  return {
    command,
    services,
    stage: values.stage,
    region: values.region,
    params: values.param,
  };
};

/** @type {Record<string, Option>} */
const DEPLOYING = {
  stage: { value: 'STAGE', help: 'the stage, which is a part of every name', read: stage },
  region: REGION,
  param: { value: 'NAME=VALUE', multiple: true, help: 'a parameter of the templates, as often as needed', read: param },
};

/** @type {Record<string, Option>} */
const OF_A_STAGE = {
  stage: { value: 'STAGE', help: 'the stage; local is the embedded cloud', read: stageOrLocal },
  region: REGION,
};

/** @param {'smoke' | 'remove'} command @param {Values} values @param {string[]} positionals */
function stageOf(command, { stage, region }, positionals) {
  if (positionals.length > 0)
    throw new UsageError(`${command} takes options only, not ${positionals[0]}; see customer-files ${command} --help`);
  if (stage === null) throw new UsageError(`say which stage: npm run ${command} -- --stage STAGE`);
  checkNotLocal(stage, region);
  return { stage, region };
}

/**
 * How long `smoke` waits where --timeout does not say it: longer than a message that failed once stays hidden in ingestion
 * (90 s), notification (150 s) and persistence (330 s). In validation that is 930 s, its time-out and 30 seconds.
 */
const SMOKE_SECONDS = 400;

/** The commands, in the order of the help. Help and parsing follow from this table. @type {Record<string, CommandDefinition>} */
export const COMMANDS = {
  start: {
    usage: '[FILE...]',
    summary: 'run everything on this machine',
    description: `Starts the embedded cloud and PostgreSQL, deploys the services into it, puts the files (or examples/customers.csv)
into S3, and shows the result of each.`,
    options: {
      ...READING_FILES,
      fresh: { help: 'forget the earlier state first' },
      serve: { help: 'stay up until Ctrl-C' },
    },
    status: '0 every file processed, 2 one was refused, 1 something broke',
    read: (values, files) => {
      if (values.json && values.serve)
        throw new UsageError(
          '--json and --serve cannot go together: --serve never ends, and the document comes at the end',
        );
      return { command: 'start', ...reading(values, files), fresh: values.fresh, serve: values.serve };
    },
  },
  check: {
    usage: 'FILE...',
    summary: 'validate files without loading them',
    description: `Validates files with the same engine as the services, without cloud or database, and writes NAME.rejects.csv beside
each file that has rejects (of NAME.rejects.csv, NAME.rejects-2.csv). Without --as-of the day is today, in the time zone of
the feed.`,
    options: READING_FILES,
    status: '0 all rows valid, 3 some are not, 2 a file is refused, 1 something broke',
    read: (values, files) => {
      if (files.length === 0)
        throw new UsageError(
          'check takes the files to validate, such as examples/customers.csv; see customer-files check --help',
        );
      checkRejectsDiffer(files);
      const command = reading(values, files);
      return { command: 'check', ...command, hint: exampleHint(command.files, command.asOf) };
    },
  },
  files: {
    usage: '[NAME...]',
    summary: 'list what became of the latest files',
    description: `Lists the 50 latest files that ended, the newest first, one line each; or the 50 latest with these names, keys or file ids. A
file whose rows were taken out again (customer-files undo) says so.`,
    options: {
      feed: { value: 'FEED', help: 'only of this feed' },
      json: { help: 'one JSON document on standard output' },
      ...IN_ACCOUNT,
    },
    status: '0 listed, 1 something broke',
    read: (values, names) => ({
      command: 'files',
      names,
      feed: values.feed,
      json: values.json,
      ...target(values),
    }),
  },
  undo: {
    usage: 'FILE_ID',
    summary: 'take the rows of a file back out of dim_customer',
    description: `Says what a file has put into dim_customer, and takes it out again: rows that it inserted are deleted, rows that a later file has
changed since stay. No redelivery and no replay brings them back; the same file, dropped again, loads. On a terminal it asks first.
It may be interrupted and run again. customer-files files lists the ids.`,
    options: {
      'dry-run': { help: 'only say what would be done' },
      yes: { help: 'do not ask' },
      ...IN_ACCOUNT,
    },
    status: '0 done, 2 there is nothing to undo, 1 something broke',
    read: (values, [fileId = '', ...more]) => {
      if (more.length > 0 || !FILE_ID.test(fileId))
        throw new UsageError(
          `undo takes the id of one file${fileId ? `, not ${[fileId, ...more].join(' ')}` : ''}; customer-files files lists them`,
        );
      return {
        command: 'undo',
        fileId: fileId.toLowerCase(),
        dryRun: values['dry-run'],
        yes: values.yes,
        ...target(values),
      };
    },
  },
  sql: {
    usage: '"SELECT ..."',
    summary: 'query the local database',
    description: `Runs a query on the local database and prints CSV with a header. Works whether or not the embedded cloud is running.`,
    options: {},
    status: '0 done, 1 something broke',
    read: (_, [query = '', ...more]) => {
      if (!query.trim() || more.length > 0)
        throw new UsageError('sql takes one query, in quotes, such as "SELECT count(*) FROM dim_customer"');
      return { command: 'sql', query };
    },
  },
  replay: {
    usage: '--from TIME --to TIME',
    summary: 'send archived events to the services again',
    description: `Replays the events of the archive between two times (ISO 8601, such as 2026-06-30T12:00:00Z; the second is exclusive) and
says what that changed. Events that were handled before change nothing; what had been lost is repaired.`,
    options: {
      from: { value: 'TIME', help: 'the first time', read: time },
      to: { value: 'TIME', help: 'the time after the last', read: time },
      rules: { value: 'SERVICE,...', help: `only to these services: ${ON_THE_BUS.join(', ')}`, read: servicesOnTheBus },
      ...IN_ACCOUNT,
    },
    status: '0 replayed, 1 cancelled or failed',
    read: (values, positionals) => {
      if (positionals.length > 0)
        throw new UsageError(`replay takes options only, not ${positionals[0]}; see customer-files replay --help`);
      const { from, to, rules } = values;
      if (from === null || to === null)
        throw new UsageError(
          'replay takes --from and --to, such as --from 2026-06-30T00:00:00Z --to 2026-07-01T00:00:00Z',
        );
      if (from >= to) throw new UsageError('--from has to be before --to');
      return { command: 'replay', from, to, rules: rules ?? [], ...target(values) };
    },
  },
  'dead-letters': {
    usage: '[list|redrive]',
    summary: 'list messages that a service could not handle, or send them again',
    description: `Lists the messages that a service could not handle in five attempts, with the reason, or sends them again.
On this machine the embedded cloud has to run: where it does not, it is started for the command and stopped again (some seconds).`,
    options: {
      service: { value: 'SERVICE', help: `only of this service: ${CONSUMING.join(', ')}`, read: consumingService },
      json: { help: 'one JSON document on standard output' },
      ...IN_ACCOUNT,
    },
    status: '0 done, 1 some came back to the dead letters or could not be received',
    read: (values, [verb = 'list', ...more]) => {
      if ((verb !== 'list' && verb !== 'redrive') || more.length > 0)
        throw new UsageError(`dead-letters takes list or redrive, not ${[verb, ...more].join(' ')}`);
      return { command: 'dead-letters', verb, json: values.json, service: values.service, ...target(values) };
    },
  },
  deploy: {
    usage: '[SERVICE...] --stage STAGE',
    summary: 'deploy the services into an AWS account',
    description: `Deploys all services, or those named, one after the other, in the order of serverless-compose.yml. The migrations of the
database run right after persistence. Needs credentials of the account.`,
    options: DEPLOYING,
    status: '0 deployed, 1 something broke',
    read: deployment('deploy'),
  },
  smoke: {
    usage: '--stage STAGE',
    summary: 'send a small file through a deployed stage, and take it back out',
    description: `Drops a small file into a deployed stage, waits for its summary, compares every count, and the rejects file, with what it
sent, and undoes the file: one valid row of customer 9223372036854775807, which is kept for it, and one that has to be rejected. No
row stays behind; the objects stay until they expire. The owner of the feed gets an e-mail about the file, and one about its undo.
Needs credentials that may write and read the buckets, read the parameter feed and the queues, and invoke undo and files of
persistence.`,
    options: {
      ...OF_A_STAGE,
      timeout: {
        value: 'SECONDS',
        help: `how long to wait for the summary, and for the undo; ${SMOKE_SECONDS} where none is given`,
        read: seconds,
      },
    },
    status: '0 all as it has to be, 1 something is broken',
    read: (values, positionals) => ({
      command: 'smoke',
      ...stageOf('smoke', values, positionals),
      seconds: values.timeout ?? SMOKE_SECONDS,
    }),
  },
  remove: {
    usage: '--stage STAGE',
    summary: 'remove a stage from an AWS account',
    description: `Removes the stacks of a stage in the reverse order of a deploy, and says what stays and what that costs: buckets, parameters,
database. With --with-data it deletes the buckets too, with every version of every object, after it has asked. A removal that was
interrupted is completed by the next. Of the stage local it deletes the state, .local.`,
    options: {
      ...OF_A_STAGE,
      'with-data': { help: 'delete the buckets too, and everything in them' },
      yes: { help: 'do not ask before the data is deleted' },
    },
    status: '0 removed, or not there; 1 something broke',
    read: (values, positionals) => {
      if (values.yes && !values['with-data']) throw new UsageError('--yes belongs to --with-data: nothing else asks');
      return {
        command: 'remove',
        ...stageOf('remove', values, positionals),
        withData: values['with-data'],
        yes: values.yes,
      };
    },
  },
  package: {
    usage: '[SERVICE...]',
    summary: 'make what would be deployed, without an account',
    description: `Writes the template and the bundles of each service to its folder .serverless.`,
    options: { ...DEPLOYING, stage: { value: 'STAGE', help: 'the stage; dev where none is given', read: stage } },
    status: '0 packaged, 1 something broke',
    read: (values, names) => deployment('package')({ ...values, stage: values.stage ?? 'dev' }, names),
  },
};
