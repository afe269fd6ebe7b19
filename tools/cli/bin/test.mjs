#!/usr/bin/env node
// `npm test`: installs what is missing, then types, style, boundaries and all tests; ends with a plain "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.mjs';
import { MODULES, NODE, ROOT } from './paths.mjs';

/** @type {import('node:child_process').ChildProcess | null} */
let running = null;
let interrupted = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}

/**
 * Runs a program of the dependencies on the Node.js of the runtime.
 *
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
function run(args) {
  const env = { ...process.env, PATH: `${join(MODULES, '.bin')}:${process.env.PATH}` };
  return new Promise((resolve) => {
    running = spawn(NODE, args, { cwd: ROOT, stdio: 'inherit', env });
    running.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(false);
    });
    running.once('exit', (code) => resolve(code === 0));
  });
}

const bin = (/** @type {string} */ name) => join(MODULES, '.bin', name);

const CHECKS = {
  types: [bin('tsc'), '--noEmit'],
  format: [bin('oxfmt'), '--check', '.'],
  style: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  boundaries: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'events', 'libs', 'services', 'tools'],
  unused: [bin('knip'), '--no-progress'],
  packages: ['--import', 'tsx', join(ROOT, 'tools', 'cli', 'src', 'package-local.ts')],
};

await install();
const folder = mkdtempSync(join(tmpdir(), 'customer-files-test-'));
let passed = 0;
let failed = 0;
try {
  const asked = process.argv.slice(2);
  // Named tests are run alone; everything else is for the whole.
  for (const [name, args] of asked.length > 0 ? [] : Object.entries(CHECKS)) {
    const well = await run(args);
    process.stdout.write(`${well ? 'passed' : 'FAILED'}: ${name}\n`);
    if (well) passed++;
    else failed++;
    if (interrupted) break;
  }
  if (!interrupted) {
    const results = join(folder, 'jest.json');
    const well = await run([bin('jest'), '--json', `--outputFile=${results}`, ...asked]);
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    if (!well && failed === 0) failed++;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  failed++;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || interrupted ? 1 : 0;
