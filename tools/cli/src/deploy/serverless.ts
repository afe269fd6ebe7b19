import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { ROOT } from '../paths';

const MODULES = join(ROOT, 'node_modules');

const ENVIRONMENT = {
  SLS_TELEMETRY_DISABLED: '1',
  SLS_TRACKING_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
};

/** Runs the Serverless Framework in the folder of a service. Its output is the user's. Resolves with its exit status. */
export async function serverless(service: string, args: readonly string[]): Promise<number> {
  const { folder } = SERVICES.find(({ name }) => name === service)!;
  // It leaves temporary files behind.
  const temporary = mkdtempSync(join(tmpdir(), 'customer-files-'));
  const child = spawn(process.execPath, [join(MODULES, 'serverless', 'bin', 'serverless.js'), ...args], {
    cwd: join(ROOT, folder),
    // `invoke` would wait for its input: a pipe that stays open would hold it up for ever.
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...ENVIRONMENT,
      PATH: `${join(MODULES, '.bin')}${delimiter}${process.env.PATH}`,
      TMPDIR: temporary,
    },
  });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
