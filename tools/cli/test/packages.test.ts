import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readProcStat } from '@customer-files/local-cloud';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { packageServices, type Packaged } from '../src/packages';
import { ROOT } from '../src/paths';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'customer-files-packages-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Makes a project with the services by name, and a framework of its own. */
function makeProject(framework: string): void {
  for (const { folder } of SERVICES) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'serverless.yml'), '');
  }
  for (const name of ['libs', 'services/conventions', 'serverless-compose.yml', 'tsconfig.json', 'package-lock.json'])
    symlinkSync(join(ROOT, name), join(root, name));
  const bin = join(root, 'node_modules', 'serverless', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'serverless.js'), framework);
}

const ENDLESS = 'setInterval(() => undefined, 1000);';

/** Fails where another run is in the folder of the service. Writes a line for each run. */
const EXCLUSIVE = `
  const fs = require('node:fs');
  const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
  fs.mkdirSync('.serverless');
  fs.appendFileSync('../../runs', argument('--stage') + '\\n');
  setTimeout(() => {
    fs.rmdirSync('.serverless');
    fs.mkdirSync(argument('--package'));
  }, 200);`;

const packaging = (stage: string, timeoutMs?: number): Promise<Packaged[]> =>
  packageServices({ root, state: join(root, '.local'), target: { stage, params: [] }, timeoutMs: timeoutMs ?? 60_000 });

/** The arguments of a process that packages. */
const program = (stage: string): string[] => {
  const options = JSON.stringify({ root, state: join(root, '.local'), target: { stage, params: [] } });
  const packages = JSON.stringify(join(ROOT, 'tools', 'cli', 'src', 'packages.ts'));
  return ['--import', 'tsx', '-e', `require(${packages}).packageServices(${options})`];
};

const runs = (): string[] => readFileSync(join(root, 'runs'), 'utf8').trim().split('\n');

/** Polls until a condition holds. @throws after 40 seconds */
async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 40_000; !holds(); await delay(25))
    if (Date.now() > deadline) throw new Error(`not within 40 s: ${String(holds)}`);
}

describe('packaging', () => {
  it('fails with the output of the framework where that never ends, and leaves nothing behind', async () => {
    makeProject(`process.stdout.write('Packaging\\n'); ${ENDLESS}`);
    await expect(packaging('x', 1500)).rejects.toThrow(
      'events could not be packaged:\nthe framework has not ended after 1.5 s; its output until then:\nPackaging',
    );
    expect(readdirSync(join(root, '.local', 'packages', 'events'))).toEqual([]);
  }, 30_000);

  it('fails at once where an import cannot be resolved, although the framework never ends', async () => {
    makeProject(
      `console.log('Error: Build failed with 1 error:\\na.ts:1:7: ERROR: Could not resolve "left-pad"'); ${ENDLESS}`,
    );
    await expect(packaging('x')).rejects.toThrow(
      /^events could not be packaged:\nError: Build failed with 1 error:\na.ts:1:7: ERROR: Could not resolve "left-pad"$/,
    );
    expect(readdirSync(join(root, '.local', 'packages', 'events'))).toEqual([]);
  }, 30_000);

  it('is done once where two runs want the same packages at the same time', async () => {
    makeProject(EXCLUSIVE.replace('../../runs', join(root, 'runs')));
    const [first, second] = await Promise.all([packaging('x'), packaging('x')]);
    expect(second).toEqual(first);
    expect(runs()).toHaveLength(SERVICES.length);
  }, 60_000);

  it('is done one after the other where two processes want packages for different stages at the same time', async () => {
    makeProject(EXCLUSIVE.replace('../../runs', join(root, 'runs')));
    await Promise.all(['x', 'y'].map((stage) => promisify(execFile)(process.execPath, program(stage), { cwd: ROOT })));
    expect(runs().sort()).toEqual([...SERVICES.map(() => 'x'), ...SERVICES.map(() => 'y')]);
  }, 60_000);

  it('leaves no process behind where its program is ended', async () => {
    const file = join(root, 'pid');
    const write = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid), { flush: true });`;
    makeProject(`${write} ${ENDLESS}`);
    const packager = spawn(process.execPath, program('x'), { cwd: ROOT, stdio: 'ignore' });
    const ended = once(packager, 'exit');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
    const pid = Number(readFileSync(file, 'utf8'));
    packager.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    // A process whose parent has ended stays a zombie until it is reaped.
    await until(() => ['Z', undefined].includes(readProcStat(pid)?.state));
  }, 90_000);
});
