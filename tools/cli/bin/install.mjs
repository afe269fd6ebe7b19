import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MODULES, NODE, ROOT } from './paths.mjs';

const STAMP = join(MODULES, '.installed');
const LOCK = join(ROOT, '.installing');

/** An install that takes longer than this has been killed. */
const INSTALL_TIMEOUT_MS = 15 * 60 * 1000;

const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');

const isInstalled = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted() && existsSync(NODE);

/** @returns {boolean} true where this process is the one that installs */
function takeLock() {
  try {
    mkdirSync(LOCK);
    writeFileSync(join(LOCK, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EEXIST') return false;
    throw new Error(
      `${ROOT} cannot be written (${code}), and its dependencies are not installed; run this in a clone that is yours`,
      { cause: error },
    );
  }
}

/** True where the lock is that of an install that was killed. */
function isStale() {
  try {
    const file = join(LOCK, 'pid');
    if (!existsSync(file)) return Date.now() - statSync(LOCK).mtimeMs > 5000;
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return Date.now() - statSync(LOCK).mtimeMs > INSTALL_TIMEOUT_MS;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === 'ESRCH' || code === 'ENOENT';
  }
}

/** @returns {Promise<void>} */
function npmInstall() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return new Promise((resolve, reject) => {
    // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which some registries cause.
    // Its output goes to standard error, because standard output is the command's.
    const child = spawn(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    });
    child.once('error', (error) =>
      reject(new Error(`npm could not be run (${error.message}); install Node.js with npm`)),
    );
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(
            new Error(
              'npm install failed, see above; correct what it says (often the network or a read-only folder) and run this again',
            ),
          ),
    );
  });
}

/** Installs the dependencies unless they are what package-lock.json says. Of two processes at once, one installs and the other waits. */
export async function install() {
  while (!isInstalled()) {
    if (!takeLock()) {
      if (isStale()) rmSync(LOCK, { recursive: true, force: true });
      else await delay(200);
      continue;
    }
    try {
      process.stderr.write('installing the dependencies, about a minute...\n');
      await npmInstall();
      writeFileSync(STAMP, wanted());
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
}
