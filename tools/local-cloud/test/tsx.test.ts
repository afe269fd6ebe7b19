import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { isRunning } from '../src';
import { eventually } from './eventually';

const run = promisify(execFile);

const ROOT = join(__dirname, '..', '..', '..');
const LOADER = join('tools', 'local-cloud', 'src', 'tsx.mjs');

let folder: string;
/** The cache of tsx in the temporary folder, which another user has made. */
let planted: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customer-files-tsx-'));
  planted = join(folder, `tsx-${process.geteuid!()}`);
  mkdirSync(planted);
  chmodSync(planted, 0o777);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A project with the loader alone. */
function makeProject(): string {
  const project = join(folder, 'project');
  mkdirSync(dirname(join(project, LOADER)), { recursive: true });
  cpSync(join(ROOT, LOADER), join(project, LOADER));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules', 'tsx'), join(project, 'node_modules', 'tsx'));
  return project;
}

/** Runs a TypeScript program that prints its temporary folder and whether the loader has changed the environment. */
async function runProgram(project: string): Promise<unknown> {
  const program = join(folder, 'program.ts');
  writeFileSync(
    program,
    `import { tmpdir } from 'node:os';
     const printed: string[] = [tmpdir(), String(process.env.TSX_DISABLE_CACHE)];
     setTimeout(() => console.log(JSON.stringify(printed)), 100);`,
  );
  const { stdout } = await run(process.execPath, ['--import', pathToFileURL(join(project, LOADER)).href, program], {
    env: { ...process.env, TMPDIR: folder, TSX_DISABLE_CACHE: undefined },
  });
  return JSON.parse(stdout);
}

describe('the loader of tsx', () => {
  it('tsx keeps what it compiles in a folder of the project that its owner alone can enter', async () => {
    const project = makeProject();
    expect(await runProgram(project)).toEqual([folder, 'undefined']);
    const cache = join(project, 'node_modules', '.cache', 'tsx');
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(cache, `tsx-${process.geteuid!()}`))).not.toEqual([]);
    expect(readdirSync(planted)).toEqual([]);
  });

  it('tsx uses no cache where others could have written to it', async () => {
    const project = makeProject();
    const cache = join(project, 'node_modules', '.cache', 'tsx');
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o777);
    expect(await runProgram(project)).toEqual([folder, 'undefined']);
    expect(readdirSync(cache)).toEqual([]);
    expect(readdirSync(planted)).toEqual([]);
  });

  it('tsx uses no cache in a project where none can be made', async () => {
    const project = makeProject();
    // A file in the way stops every user, root too; permissions do not.
    writeFileSync(join(project, 'node_modules', '.cache'), '');
    expect(await runProgram(project)).toEqual([folder, 'undefined']);
    expect(readdirSync(planted)).toEqual([]);
  });

  it('the embedded cloud runs no code from the temporary folder that all users share', async () => {
    const state = join(folder, 'state');
    const client = spawn(
      process.execPath,
      ['--import', pathToFileURL(join(ROOT, LOADER)).href, join(__dirname, 'lifecycle', 'client.ts'), state],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } },
    );
    try {
      await once(client.stdout, 'data');
    } finally {
      client.kill('SIGKILL');
      await eventually(() => isRunning(state) === null);
    }
    expect(readdirSync(planted)).toEqual([]);
  });
});
