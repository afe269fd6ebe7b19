import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { readArguments } from '../../bin/arguments.mjs';
import type { DeployCommand } from '../../src/command';
import { stepsOf } from '../../src/commands/deploy';
import { ROOT } from '../../src/paths';
import { makeClone, removeClone } from '../clone';
import { program as runIn, type Ran } from '../program';
import { AccountStub } from './account-stub';

const MINUTE = 60_000;

let clone: string;
let account: AccountStub;
beforeAll(async () => {
  clone = await makeClone();
}, 3 * MINUTE);
afterAll(() => removeClone(clone));
beforeEach(async () => {
  account = await AccountStub.start();
});
afterEach(() => account.close());

const environment = (): Record<string, string> => ({
  AWS_ENDPOINT_URL: account.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: '',
  SLS_AWS_MONITORING_FREQUENCY: '1',
});

const program = (...args: string[]): Promise<Ran> => runIn(clone, clone, args, environment());

/** Runs the framework in the folder of persistence, as the program does. */
async function serverlessIn(folder: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  const program = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const options = { cwd: join(folder, 'services', 'persistence'), env: { ...process.env, ...environment() } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
    child.stdin!.end();
  });
}

/** What was created, updated and invoked, in order. */
const changes = (): string[] => account.calls.filter((call) => /^(UpdateStack|Invoke) /.test(call));

describe('deploy', () => {
  it(
    'deploys every service in the order of the list, and runs the migrations right after persistence',
    async () => {
      const ran = await program('deploy', '--stage', 'stub', '--param=network=public');
      expect(ran.stderr).not.toContain('stopped at');
      expect(changes()).toEqual(
        SERVICES.flatMap(({ name }) => [
          `UpdateStack customer-files-${name}-stub`,
          ...(name === 'persistence' ? ['Invoke customer-files-persistence-stub-migrate'] : []),
        ]),
      );
      const done = SERVICES.map(({ name }) => name)
        .join(', ')
        .replace('persistence', 'persistence, the migrations');
      expect(ran.stdout).toMatch(new RegExp(`deployed to stage stub in eu-west-1: ${done}\n$`));
      expect(ran.status).toBe(0);
      expect([...account.regions]).toEqual(['eu-west-1']);
      const bundles = account.calls.filter((call) => /^PutObject .*\.zip$/.test(call)).sort();
      const functions = ['aggregate', 'detectStalled', 'migrate', 'persist', 'receive', 'relay', 'validate'];
      expect(bundles).toEqual(expect.arrayContaining(functions.map((name) => `PutObject ${name}.zip`)));
    },
    5 * MINUTE,
  );

  it(
    'deploys one service into the region of --region',
    async () => {
      const ran = await program('deploy', 'events', '--stage', 'stub', '--region', 'us-east-1');
      expect(ran.status).toBe(0);
      expect(changes()).toEqual(['UpdateStack customer-files-events-stub']);
      expect([...account.regions]).toEqual(['us-east-1']);
    },
    MINUTE,
  );

  it(
    'fails where the migrations fail, with the words of the function',
    async () => {
      account.failures.set('Invoke customer-files-persistence-stub-migrate', 'password authentication failed');
      const [, migrations] = stepsOf(
        readArguments(['deploy', 'persistence', '--stage', 'stub', '--param=network=public']) as DeployCommand,
      );
      const { status, output } = await serverlessIn(clone, migrations!.args);
      expect(output).toContain('password authentication failed');
      expect(status).toBe(1);
      expect(changes()).toEqual(['Invoke customer-files-persistence-stub-migrate']);
    },
    MINUTE,
  );

  it(
    'refuses a deploy without a network in one line with exit status 64, before it calls the account',
    async () => {
      const { status, stdout, stderr } = await program('deploy', '--stage', 'x');
      expect(stderr).toMatch(/^say how persistence reaches the database: .*\n$/);
      expect(stdout).toBe('');
      expect(status).toBe(64);
      expect(account.calls).toEqual([]);
    },
    MINUTE,
  );
});
