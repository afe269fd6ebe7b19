import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeftAlone } from '@customer-files/csv';
import { readArguments } from '../bin/arguments.mjs';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { COMMANDS } from '../bin/commands.mjs';
import { UsageError } from '../bin/usage-error.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arguments-'));
  for (const name of ['a.csv', 'b.CSV.gz', 'a.csv.gz', 'a.rejects.csv', 'notes.txt', 'a.csv.part', '.a.csv'])
    writeFileSync(join(folder, name), 'x');
  writeFileSync(join(folder, 'settings.json'), '{ "timeZone": "Europe/Berlin" }');
  writeFileSync(join(folder, 'list.json'), '[]');
  writeFileSync(join(folder, 'broken.json'), '{');
  writeFileSync(join(folder, 'large.json'), `{}${' '.repeat(1024 * 1024)}`);
  execFileSync('/usr/bin/env', ['mkfifo', join(folder, 'pipe')]);
  mkdirSync(join(folder, 'folder'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a command line; what begins with ./ is in the folder of the test. */
const read = (...argv: string[]) => readArguments(argv.map((arg) => arg.replace(/^\.(?=\/)/, folder)));
const here = (name: string): string => join(folder, name);

const START = { command: 'start', files: [], json: false, fresh: false, serve: false, asOf: null, settings: null };
const CHECK = { command: 'check', files: [], json: false, asOf: null, settings: null, hint: null };

const DEPLOY = {
  command: 'deploy',
  services: SERVICES.map(({ name }) => name),
  region: null,
  params: [],
};

describe('a command line', () => {
  it.each<[string[], object]>([
    [['start'], START],
    [['start', '--fresh', '--serve'], { ...START, fresh: true, serve: true }],
    [['start', '--json', '--as-of', '2024-02-29'], { ...START, json: true, asOf: '2024-02-29' }],
    [['sql', 'SELECT 1'], { command: 'sql', query: 'SELECT 1' }],
    [['sql', '--', '-- a comment\nSELECT 1'], { command: 'sql', query: '-- a comment\nSELECT 1' }],
    [
      ['deploy', '--stage', 'prod', '--param=network=public', '--param', 'alarmTopic=a=b'],
      { ...DEPLOY, stage: 'prod', params: ['network=public', 'alarmTopic=a=b'] },
    ],
    [
      ['deploy', 'ingestion', 'events', '--stage', 'a-1', '--region', 'us-gov-west-1'],
      { ...DEPLOY, services: ['events', 'ingestion'], stage: 'a-1', region: 'us-gov-west-1' },
    ],
    [['package'], { ...DEPLOY, command: 'package', stage: 'dev' }],
    [
      ['dead-letters', '--stage', 'prod'],
      { command: 'dead-letters', verb: 'list', json: false, service: null, stage: 'prod', region: null },
    ],
    [
      ['files', '--stage', 'local'],
      { command: 'files', names: [], feed: null, json: false, stage: null, region: null },
    ],
    [
      ['dead-letters', 'redrive', '--stage', 'local'],
      { command: 'dead-letters', verb: 'redrive', json: false, service: null, stage: null, region: null },
    ],
    [['smoke', '--stage', 'prod'], { command: 'smoke', stage: 'prod', region: null, seconds: 400 }],
    [
      ['smoke', '--stage=prod', '--region=us-east-1', '--timeout=60'],
      { command: 'smoke', stage: 'prod', region: 'us-east-1', seconds: 60 },
    ],
    [['smoke', '--stage', 'local'], { command: 'smoke', stage: 'local', region: null, seconds: 400 }],
    [['remove', '--stage', 'prod'], { command: 'remove', stage: 'prod', region: null, withData: false, yes: false }],
    [
      ['remove', '--stage', 'local', '--with-data', '--yes'],
      { command: 'remove', stage: 'local', region: null, withData: true, yes: true },
    ],
    [
      ['replay', '--from', '2026-01-01', '--to', '2026-01-02', '--rules', 'validation,persistence'],
      {
        command: 'replay',
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-01-02T00:00:00.000Z',
        rules: ['validation', 'persistence'],
        stage: null,
        region: null,
      },
    ],
  ])('reads the command line %j', (argv, asked) => {
    expect(read(...argv)).toEqual(asked);
  });

  it('reads files in the order of the user, also after --', () => {
    expect(read('start', './b.CSV.gz', '--json', './a.csv')).toEqual({
      ...START,
      json: true,
      files: [here('b.CSV.gz'), here('a.csv')],
    });
    expect(read('check', '--', './a.csv')).toEqual({ ...CHECK, files: [here('a.csv')] });
  });

  it('reads the settings from the file of --settings', () => {
    const settings = { timeZone: 'Europe/Berlin' };
    expect(read('check', '--settings', './settings.json', './a.csv')).toEqual({
      ...CHECK,
      files: [here('a.csv')],
      settings,
    });
  });

  it.each([[], ['--help'], ['-h'], ['help']])('shows the list of commands for %j', (...argv) => {
    expect(read(...argv)).toEqual({ help: expect.stringContaining('customer-files start') });
  });

  const FOR_HELP = [
    ['start', '--help'],
    ['check', '-h', './none.csv'],
    ['sql', 'SELECT 1', '--help'],
  ];
  it.each(['start', 'check', 'replay', 'dead-letters', 'deploy', 'smoke', 'remove', 'package'])(
    'lists every option of %s in its help',
    (command) => {
      const { help } = read(command, '--help') as { help: string };
      for (const option of Object.keys(COMMANDS[command]!.options)) expect(help).toMatch(`\n  --${option} `);
      expect(help).toMatch(/\nExit status: .*, 64 bad usage\.\n$/);
    },
  );

  it.each(FOR_HELP)('shows the help of a command for %j', (command, ...args) => {
    expect(read(command!, ...args)).toEqual({ help: expect.stringMatching(new RegExp(`^customer-files ${command} `)) });
  });
});

describe('a command line is refused in one line that says what to do', () => {
  it.each<[string[], RegExp]>([
    [['stat'], /^stat: there is no such command; see customer-files --help$/],
    [['toString'], /^toString: there is no such command/],
    [['start', '--frehs'], /^Unknown option '--frehs'; see customer-files start --help$/],
    [['start', '--as-of'], /see customer-files start --help$/],
    [['start', '--json', '--serve'], /^--json and --serve cannot go together: /],
    [['start', './none.csv'], /none\.csv: there is no such file; check the path$/],
    [['start', './folder'], /folder: it is a directory; name the files in it, such as .*folder\/\*\.csv$/],
    [['start', './folder/'], /folder\/: it is a directory; name the files in it, such as .*folder\/\*\.csv$/],
    [['start', './a.csv.part'], /a\.csv\.part: files of such names are left alone, .*; rename it$/],
    [['check', './.a.csv'], /\.a\.csv: files of such names are left alone, .*; rename it$/],
    [['start', '/dev/null'], /^\/dev\/null: it is no regular file; save it to one first$/],
    [['check'], /^check takes the files to validate, /],
    [
      ['check', './a.csv', './a.rejects.csv'],
      /a\.csv: its rejects would overwrite .*a\.rejects\.csv; check them one after the other$/,
    ],
    [
      ['check', './a.csv', './a.csv.gz'],
      /a\.csv and .*a\.csv\.gz: both would write .*a\.rejects\.csv; check them one after the other$/,
    ],
    [
      ['check', '--settings', './none.json', './a.csv'],
      /^--settings .*none\.json: it cannot be read \(ENOENT\); check the path$/,
    ],
    [
      ['check', '--settings', './broken.json', './a.csv'],
      /^--settings .*broken\.json: it is not JSON \(.*\); correct it$/,
    ],
    [['check', '--settings', './list.json', './a.csv'], /^--settings .*list\.json: it must hold a JSON object, /],
    [['check', '--settings', './large.json', './a.csv'], /^--settings .*large\.json: settings have at most 1 MiB; /],
    [['check', '--settings', './pipe', './a.csv'], /^--settings .*pipe: it is no regular file; save it to one first$/],
    [['check', '--settings', '/dev/zero', './a.csv'], /^--settings \/dev\/zero: it is no regular file; /],
    [['check', '--settings', './folder', './a.csv'], /^--settings .*folder: it is no regular file; /],
    [['sql'], /^sql takes one query, in quotes, /],
    [['sql', '  '], /^sql takes one query, in quotes, /],
    [['sql', 'SELECT', '1'], /^sql takes one query, in quotes, /],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(message);
    expect(() => read(...argv)).not.toThrow('\n');
  });

  it.each(['.a.csv', '~$a.csv', 'a.tmp', 'a.csv.PART', 'a.filepart', 'a.crdownload', 'a.csv', 'a.partial', 'a~$.csv'])(
    'refuses a file with the name %s only where ingestion leaves it alone',
    (name) => {
      const file = join(folder, name);
      writeFileSync(file, 'x');
      const refused = (): unknown => readArguments(['start', file]);
      if (isLeftAlone(`incoming/${name}`)) expect(refused).toThrow('files of such names are left alone');
      else expect(refused()).toMatchObject({ files: [file] });
    },
  );

  it.each(['Prod', 'a_b', '-a', 'a-', 'a.b', 'x'.repeat(23), ''])('refuses %j as a stage', (stage) => {
    const refused = `--stage ${stage}: a stage is 1 to 22 lower-case letters, digits and hyphens, with no hyphen at either end`;
    for (const command of ['deploy', 'package', 'dead-letters', 'smoke', 'remove'])
      expect(() => read(command, `--stage=${stage}`)).toThrow(refused);
  });

  it.each([
    [
      ['deploy', '--param=network=public', '--param=sender=a@example.com'],
      /^say where to: npm run deploy -- --stage STAGE$/,
    ],
    [['deploy'], /^say where to: npm run deploy -- --stage STAGE; say how persistence reaches the database: .*$/],
    [['deploy', 'notification'], /^say where to: npm run deploy:notification -- --stage STAGE; say who sends .*$/],
    [['deploy', 'validation'], /^say where to: npm run deploy:validation -- --stage STAGE$/],
    [['deploy', '--stage', 'local'], /^--stage local: that is the embedded cloud of npm start; choose another name$/],
    [['deploy', 'mail', '--stage', 'x'], /^mail: there is no such service; name one of events, /],
    [['deploy', '--stage', 'x', '--region', 'mars'], /^--region mars: it is no region of AWS; /],
    [['smoke'], /^say which stage: npm run smoke -- --stage STAGE$/],
    [['smoke', 'x', '--stage', 'x'], /^smoke takes options only, not x; see customer-files smoke --help$/],
    [['smoke', '--stage', 'x', '--timeout', '0'], /^--timeout 0: write a number of seconds from 1 to 86400$/],
    [
      ['undo', '00000000-0000-0000-0000-000000000000', '--stage', 'local', '--region', 'eu-west-1'],
      /^--region says where an account is, and the stage local /,
    ],
    [
      ['smoke', '--stage', 'local', '--region', 'eu-west-1'],
      /^--region says where an account is, and the stage local /,
    ],
    [['remove'], /^say which stage: npm run remove -- --stage STAGE$/],
    [['remove', 'events', '--stage', 'x'], /^remove takes options only, not events; see customer-files remove --help$/],
    [['remove', '--stage', 'x', '--yes'], /^--yes belongs to --with-data: nothing else asks$/],
    [['deploy', '--stage', 'x', '--param', 'network'], /^--param network: write NAME=VALUE, /],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(message);
  });

  it.each(['2026-02-29', '2026-13-01', '30.06.2026', '2026-6-1', 'today', ''])('refuses %j as a day', (day) => {
    expect(() => read('start', '--as-of', day)).toThrow(
      `--as-of ${day}: it is no day; write YYYY-MM-DD, such as 2026-06-30`,
    );
  });

  // Root reads everything.
  (process.getuid?.() === 0 ? it.skip : it)('refuses a file without permission to read it', () => {
    writeFileSync(here('closed.csv'), 'x');
    chmodSync(here('closed.csv'), 0o000);
    expect(() => read('start', './closed.csv')).toThrow(
      'closed.csv: it cannot be read (EACCES); check its permissions',
    );
  });
});
