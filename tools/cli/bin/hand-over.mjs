import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileCheck } from './compile.mjs';
import { MODULES, NODE, ROOT } from './places.mjs';

/** How a shell shows that a signal ended a program. */
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143 };

const tsx = pathToFileURL(join(MODULES, 'tsx', 'dist', 'loader.mjs')).href;

/** @param {string} name @returns {string[]} */
const compiledAsItRuns = (name) => ['--import', tsx, join(ROOT, 'tools', 'cli', 'src', name)];

async function checkProgram() {
  try {
    return [await compileCheck()];
  } catch (error) {
    // A project that this user may not write to: slower, but it needs no place to keep anything.
    if (['EACCES', 'EPERM', 'EROFS'].includes(String(/** @type {NodeJS.ErrnoException} */ (error).code)))
      return compiledAsItRuns('check-main.ts');
    throw error;
  }
}

/** @param {import('./arguments.mjs').Asked} asked @returns {Promise<string[]>} how Node.js is to run it */
async function programOf({ command }) {
  if (command === 'check') return checkProgram();
  return compiledAsItRuns('main.ts');
}

/**
 * Runs the program itself on the Node.js of the runtime.
 *
 * @param {import('./arguments.mjs').Asked} asked what to do
 * @returns {Promise<number>} its exit status
 */
export async function handOver(asked) {
  const child = spawn(NODE, [...(await programOf(asked)), JSON.stringify(asked)], {
    stdio: 'inherit',
    // Found by the working directory otherwise, which may be anywhere.
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
  });
  // A terminal sends Ctrl-C to both; this one waits for the other to end in order.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? SIGNAL_STATUS[/** @type {'SIGINT' | 'SIGTERM'} */ (signal)] ?? 1),
    );
  });
}
