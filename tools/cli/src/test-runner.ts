import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './paths';

/** A program of the dependencies, run on the Node.js of the Lambda runtime. */
type Arguments = readonly string[];

interface Totals {
  passed: number;
  failed: number;
}

const MODULES = join(ROOT, 'node_modules');
const bin = (name: string): string => join(MODULES, '.bin', name);

/** What is checked besides the tests. They run at the same time as each other, and as packaging. */
const CHECKS: Readonly<Record<string, Arguments>> = {
  types: [bin('tsc'), '--noEmit'],
  format: [bin('oxfmt'), '--check', '.'],
  style: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  unused: [bin('knip'), '--no-progress'],
  boundaries: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'events', 'libs', 'services', 'tools'],
};

const LOADER = join(ROOT, 'tools', 'local-cloud', 'src', 'tsx.mjs');

/** The packages of the services, before the tests that use them: each of these tests would make them itself. */
const PACKAGING: Arguments = [
  '--import',
  pathToFileURL(LOADER).href,
  join(ROOT, 'tools', 'cli', 'src', 'package-local.ts'),
];

const running = new Set<ChildProcess>();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    for (const child of running) child.kill(signal);
  });
}

/** Runs a program. Resolves with whether it succeeded, and with its output unless it goes to the terminal. */
function run(args: Arguments, output: 'shown' | 'kept'): Promise<{ ok: boolean; text: string }> {
  const env = { ...process.env, PATH: `${join(MODULES, '.bin')}${delimiter}${process.env.PATH}` };
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: output === 'shown' ? 'inherit' : 'pipe' });
    running.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', (error) => resolve({ ok: false, text: `${text}${error.message}\n` }));
    child.once('close', (code) => {
      running.delete(child);
      resolve({ ok: code === 0, text });
    });
  });
}

/** Runs a check and prints its result in one line, after its output where it failed. */
async function check(name: string, args: Arguments): Promise<Totals> {
  const { ok, text } = await run(args, 'kept');
  process.stdout.write(ok ? `passed: ${name}\n` : `${text}\nFAILED: ${name}\n`);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs Jest. Counts a suite that cannot be run as a failed test. */
async function jest(args: Arguments): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), 'customer-files-test-'));
  try {
    const file = join(folder, 'jest.json');
    const { ok } = await run([bin('jest'), '--json', `--outputFile=${file}`, ...args], 'shown');
    const results = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites',
      number
    >;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return { passed: results.numPassedTests, failed: ok ? failed : Math.max(1, failed) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything: the checks beside packaging, and the tests as soon as the packages are there. */
async function runAll(): Promise<Totals[]> {
  const checks = Object.entries(CHECKS).map(([name, args]) => check(name, args));
  const packaging = await check('packages', PACKAGING);
  const tests = interrupted ? [] : [await jest([])];
  return [packaging, ...tests, ...(await Promise.all(checks))];
}

async function main(args: Arguments): Promise<void> {
  // Tests that are named run alone.
  const all = args.length > 0 ? [await jest(args)] : await runAll();
  const sum = (key: keyof Totals): number => all.reduce((total, one) => total + one[key], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  process.exitCode = sum('failed') > 0 || interrupted ? 1 : 0;
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stdout.write(`${error.message}\n0 passed, 1 failed\n`);
  process.exitCode = 1;
});
