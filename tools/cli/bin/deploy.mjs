#!/usr/bin/env node
// `npm run deploy -- --stage S`: all services, or one, into an AWS account. Every deploy of persistence is followed by its
// migrations. `npm run package`: what would be deployed, without an account.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { MODULES, NODE, ROOT } from './places.mjs';

const USAGE = 64;
const [what = '', ...args] = process.argv.slice(2);

/** @param {string} line @returns {never} */
function refuse(line) {
  process.stderr.write(`${line}\n`);
  process.exit(USAGE);
}

/** @returns {string[]} options for the packager */
function options() {
  try {
    const { values } = parseArgs({
      args,
      options: { stage: { type: 'string' }, region: { type: 'string' }, param: { type: 'string', multiple: true } },
    });
    if (what === 'package')
      return ['--stage', values.stage ?? 'dev', ...(values.param ?? []).map((param) => `--param=${param}`)];
    if (!values.stage)
      return refuse(`say where to: npm run ${what === 'all' ? 'deploy' : `deploy:${what}`} -- --stage STAGE`);
    if (values.stage === 'local')
      return refuse('the stage local is the embedded cloud of npm start; choose another name');
    return [
      '--stage',
      values.stage,
      ...(values.region ? ['--region', values.region] : []),
      ...(values.param ?? []).map((param) => `--param=${param}`),
    ];
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {string} bin @param {string[]} args @param {string} cwd */
function run(bin, args, cwd) {
  // The packager leaves its temporary files behind.
  const temporary = mkdtempSync(join(tmpdir(), 'customer-files-'));
  const env = { ...process.env, PATH: `${join(MODULES, '.bin')}:${process.env.PATH}`, TMPDIR: temporary };
  const { status } = spawnSync(NODE, [join(MODULES, '.bin', bin), ...args], { cwd, stdio: 'inherit', env });
  rmSync(temporary, { recursive: true, force: true });
  if (status !== 0) process.exit(status ?? 1);
}

const asked = options();
await install();
if (what === 'package') {
  run('osls-compose', ['package', ...asked], ROOT);
  process.stdout.write('templates and zips are in .serverless/ of events/ and of each service\n');
} else {
  if (what === 'all') run('osls-compose', ['deploy', ...asked], ROOT);
  else run('serverless', ['deploy', ...asked], join(ROOT, what === 'events' ? 'events' : join('services', what)));
  if (what === 'all' || what === 'persistence')
    run('serverless', ['invoke', '--function', 'migrate', ...asked], join(ROOT, 'services', 'persistence'));
}
