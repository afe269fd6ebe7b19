import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CloudHandle, type CloudJson, isRunning, startCloud } from '../../src';
import { identityOf, isAlive } from '../../src/lifecycle/process-identity';
import { eventually } from '../eventually';
import { temporaryFolder } from '../temporary-folder';
import { lambda, mapping, queue, writeService } from '../tiny-service';

jest.setTimeout(60_000);

let folder: string;
let state: string;
let cloud: CloudHandle;
let client: ChildProcess | null = null;
let stranger: Server | null = null;

const start = (): Promise<CloudHandle> => startCloud({ state, ports: 'free', database: false });

beforeAll(async () => {
  folder = temporaryFolder();
  state = join(folder, 'state');
  cloud = await start();
});

afterAll(async () => {
  client?.kill('SIGKILL');
  stranger?.close();
  stranger?.closeAllConnections();
  await cloud?.close();
  await eventually(() => isRunning(state) === null);
  rmSync(folder, { recursive: true, force: true });
});

/** Deploys a function that waits for messages. Returns its process id. */
async function waitingFunction(): Promise<number> {
  const file = join(folder, 'pid');
  const resources = { Queue: queue('q'), Function: lambda('waiting'), Mapping: mapping('Function', 'Queue') };
  const code = { waiting: `require('node:fs').writeFileSync('${file}', String(process.pid));` };
  await cloud.deploy('waiting', writeService(join(folder, 'service'), { resources, code }));
  // The number is 0 while the file is still empty.
  return eventually(() => (existsSync(file) && Number(readFileSync(file, 'utf8'))) || null);
}

/** Starts another server at the control endpoint of `cloud.json`. */
async function replaceControlServer(): Promise<void> {
  stranger = createServer((_, response) => response.writeHead(200).write('{"type":"ping"}\n'));
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  const file = join(state, 'cloud.json');
  const endpoints = JSON.parse(readFileSync(file, 'utf8')) as CloudJson;
  writeFileSync(
    file,
    JSON.stringify({ ...endpoints, control: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` }),
  );
}

describe('a killed cloud', () => {
  it('a killed cloud leaves no function process, and the handle of its clients ends', async () => {
    const worker = identityOf(await waitingFunction());
    process.kill(cloud.endpoints.pid, 'SIGKILL');
    await cloud.ended;
    await eventually(() => !isAlive(worker));
  });

  it('a killed cloud is replaced by a new cloud, even if another program has its port now', async () => {
    await replaceControlServer();
    const { pid } = cloud.endpoints;
    cloud = await start();
    expect([cloud.found, cloud.endpoints.pid, cloud.endpoints.pid === pid]).toEqual([false, isRunning(state), false]);
    expect(await cloud.local('clients')).toEqual({ clients: 1, serving: false });
  });
});

describe('clients', () => {
  it('a client keeps the cloud running until the client is killed', async () => {
    const args = [
      '--import',
      pathToFileURL(join(__dirname, '..', '..', 'src', 'tsx.mjs')).href,
      join(__dirname, 'client.ts'),
      state,
    ];
    client = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await once(client.stdout!, 'data')) as [Buffer];
    await cloud.close();
    expect([Number(pid), isRunning(state)]).toEqual([cloud.endpoints.pid, cloud.endpoints.pid]);
    client.kill('SIGKILL');
    await eventually(() => isRunning(state) === null);
    expect(existsSync(join(state, 'cloud.json'))).toBe(false);
  });
});
