import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileCheck } from './compile.mjs';
import { NODE, ROOT } from './paths.mjs';

/** @typedef {import('../src/command').Command} Command */

/** The exit statuses with which a shell reports a signal. */
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143 };

const tsx = pathToFileURL(join(ROOT, 'tools', 'local-cloud', 'src', 'tsx.mjs')).href;

/** @param {string} name @returns {string[]} */
const compiledOnTheFly = (name) => ['--import', tsx, join(ROOT, 'tools', 'cli', 'src', name)];

async function checkProgram() {
  try {
    return [await compileCheck()];
  } catch (error) {
    // The user may not write to the project: compiling on the fly is slower, but writes nothing. On a read-only file system
    // Node.js answers ENOENT when it creates a folder with its parents.
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(String(/** @type {NodeJS.ErrnoException} */ (error).code)))
      return compiledOnTheFly('check-main.ts');
    throw error;
  }
}

/** @param {Command} command @returns {Promise<string[]>} the arguments with which Node.js runs it */
async function programOf({ command }) {
  if (command === 'check') return checkProgram();
  return compiledOnTheFly('main.ts');
}

/**
 * Runs a program on the Node.js of the Lambda runtime, as a child that has this process's streams and signals.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit status
 */
async function spawnNode(args) {
  const child = spawn(NODE, args, {
    stdio: 'inherit',
    // Without this, tsx looks for it in the working directory, which may be anywhere.
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
  });
  // A terminal sends Ctrl-C to both processes; this one waits until the other has shut down.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? SIGNAL_STATUS[/** @type {'SIGINT' | 'SIGTERM'} */ (signal)] ?? 1),
    );
  });
}

/** Runs a command of the program. @param {Command} command @returns {Promise<number>} its exit status */
export const spawnCommand = async (command) => spawnNode([...(await programOf(command)), JSON.stringify(command)]);

/** Runs the tests. @param {string[]} args for Jest; none for everything @returns {Promise<number>} the exit status */
export const spawnTests = (args) => spawnNode([...compiledOnTheFly('test-runner.ts'), ...args]);
