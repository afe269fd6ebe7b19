import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
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

/** The process of a function that waits for messages. */
async function waitingFunction(): Promise<number> {
  const file = join(folder, 'pid');
  const resources = { Queue: queue('q'), Function: lambda('waiting'), Mapping: mapping('Function', 'Queue') };
  const code = { waiting: `require('node:fs').writeFileSync('${file}', String(process.pid));` };
  await cloud.deploy('waiting', writeService(join(folder, 'service'), { resources, code }));
  // 0 while the file is still empty.
  return eventually(() => (existsSync(file) && Number(readFileSync(file, 'utf8'))) || null);
}

/** Lets something else answer where the cloud was, as `cloud.json` still tells. */
async function letAStrangerAnswer(): Promise<void> {
  stranger = createServer((_, response) => response.writeHead(200).write('{"type":"ping"}\n'));
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  const file = join(state, 'cloud.json');
  const told = JSON.parse(readFileSync(file, 'utf8')) as CloudJson;
  writeFileSync(
    file,
    JSON.stringify({ ...told, control: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` }),
  );
}

describe('an embedded cloud that is killed', () => {
  it('leaves no function behind, and its clients hear of it', async () => {
    const worker = identityOf(await waitingFunction());
    process.kill(cloud.endpoints.pid, 'SIGKILL');
    await cloud.ended;
    await eventually(() => !isAlive(worker));
  });

  it('is followed by another, also where a stranger has its port by now', async () => {
    await letAStrangerAnswer();
    const { pid } = cloud.endpoints;
    cloud = await start();
    expect([cloud.found, cloud.endpoints.pid, cloud.endpoints.pid === pid]).toEqual([false, isRunning(state), false]);
    expect(await cloud.local('clients')).toEqual({ clients: 1, serving: false });
  });
});

describe('a client', () => {
  it('keeps the cloud up until it is killed', async () => {
    const args = ['--import', `file://${require.resolve('tsx')}`, join(__dirname, 'client.ts'), state];
    client = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [told] = (await once(client.stdout!, 'data')) as [Buffer];
    await cloud.close();
    expect([Number(told), isRunning(state)]).toEqual([cloud.endpoints.pid, cloud.endpoints.pid]);
    client.kill('SIGKILL');
    await eventually(() => isRunning(state) === null);
    expect(existsSync(join(state, 'cloud.json'))).toBe(false);
  });
});
