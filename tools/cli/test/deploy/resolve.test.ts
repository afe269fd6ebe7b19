import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { ROOT } from '../../src/paths';

/** A port of 127.0.0.1 on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** All that `serverless info` prints where no account answers. */
async function info(folder: string, endpoint: string): Promise<string> {
  const serverless = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [serverless, 'info', '--stage', 'x'],
      {
        cwd: join(ROOT, folder),
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: endpoint,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_MAX_ATTEMPTS: '1',
          SLS_TELEMETRY_DISABLED: '1',
        },
      },
      (_, stdout, stderr) => resolve(`${stdout}${stderr}`),
    );
  });
}

describe('the template of every service', () => {
  /** By the name of the service. All at once, because each run waits for the SDK's retries. */
  const outputs = new Map<string, string>();
  beforeAll(async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}`;
    await Promise.all(SERVICES.map(async ({ name, folder }) => outputs.set(name, await info(folder, endpoint))));
  }, 120_000);

  // `info`, `deploy`, `invoke` and `remove` need the provider before its variables are resolved; `package` does not.
  it.each(SERVICES)(
    'resolves the template of $name for commands that need an account: info fails for the refused connection alone',
    ({ name }) => {
      expect(outputs.get(name)).toContain('ECONNREFUSED');
      expect(outputs.get(name)).not.toContain('Cannot resolve');
    },
  );
});
