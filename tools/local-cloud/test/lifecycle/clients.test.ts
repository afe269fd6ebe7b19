import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CloudHandle, isRunning, startCloud } from '../../src';
import { ALREADY_RUNNING } from '../../src/lifecycle/lock';
import { temporaryFolder } from '../temporary-folder';
import { listeningOf } from './listening';
import { occupy } from '../ports';

jest.setTimeout(60_000);

/** The ports that a cloud prefers. */
const PREFERRED = [47100, 47101, 47102, 47103];

let state: string;
let inUse: (Server | null)[] = [];
let first: CloudHandle;
let second: CloudHandle;

const start = (): Promise<CloudHandle> => startCloud({ state, ports: 'fixed', database: false });
const isUp = ({ endpoints }: CloudHandle): boolean =>
  isRunning(state) === endpoints.pid && existsSync(join(state, 'cloud.json'));
const urlsOf = ({ endpoints: { control, s3, sqs, ses } }: CloudHandle): string[] => [control, s3, sqs, ses];

beforeAll(async () => {
  state = temporaryFolder();
  inUse = await Promise.all(PREFERRED.map(occupy));
  [first, second] = (await Promise.all([start(), start()])) as [CloudHandle, CloudHandle];
});

afterAll(async () => {
  await Promise.all([first?.close(), second?.close()]);
  inUse.forEach((server) => server?.close());
  rmSync(state, { recursive: true, force: true });
});

describe('the embedded cloud', () => {
  it('the embedded cloud is one process for two clients that start it at the same time', () => {
    expect([first.endpoints, first.endpoints.pid]).toEqual([second.endpoints, isRunning(state)]);
    expect(first.found).not.toBe(second.found);
  });

  it('the embedded cloud uses other ports if the preferred ones are in use', () => {
    // Ports of another cloud on this machine are in use as well, but may be free a moment later.
    const held = inUse.flatMap((server) => (server ? (server.address() as AddressInfo).port : []));
    expect(urlsOf(first).filter((url) => held.includes(Number(new URL(url).port)))).toEqual([]);
  });

  (process.platform === 'linux' ? it : it.skip)('listens on 127.0.0.1 and nowhere else', () => {
    expect(listeningOf(first.endpoints.pid)).toEqual(
      urlsOf(first)
        .map((url) => new URL(url).host)
        .sort(),
    );
  });

  it('the embedded cloud refuses requests by another host name', async () => {
    const { request } = await import('node:http');
    const asked = request(`${first.endpoints.control}/_local/clients`, { headers: { host: 'evil.example' } }).end();
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('the embedded cloud prevents another cloud on its state directory', async () => {
    const main = join(__dirname, '..', '..', 'src', 'main.ts');
    const other = spawn(
      process.execPath,
      ['--import', pathToFileURL(join(__dirname, '..', '..', 'src', 'tsx.mjs')).href, main, '--state', state],
      {
        stdio: 'ignore',
      },
    );
    expect(await once(other, 'exit')).toEqual([ALREADY_RUNNING, null]);
    expect(isUp(first)).toBe(true);
  });

  it('the embedded cloud keeps running when one of two clients leaves', async () => {
    await first.close();
    expect([isUp(first), await second.local('clients')]).toEqual([true, { clients: 1, serving: false }]);
  });

  it('the embedded cloud runs for a client that starts while the last one leaves', async () => {
    [first] = (await Promise.all([start(), second.close()])) as [CloudHandle, void];
    expect([isUp(first), await first.local('clients')]).toEqual([true, { clients: 1, serving: false }]);
  });

  it('the embedded cloud ends with its last client, and removes cloud.json and its lock', async () => {
    await first.close();
    expect([isRunning(state), readdirSync(state).filter((name) => name.startsWith('cloud.'))]).toEqual([null, []]);
  });
});
