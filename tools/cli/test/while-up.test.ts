import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { whileUp } from '../src/while-up';

describe('work with the embedded cloud', () => {
  let state: string;
  let cloud: CloudHandle;
  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'customer-files-while-up-'));
    cloud = await startCloud({ state, ports: 'free', database: false });
  }, 60_000);
  afterEach(async () => {
    await cloud.close();
    rmSync(state, { recursive: true, force: true });
  });

  /** Calls the cloud until a call fails. */
  async function untilRefused(): Promise<never> {
    for (;;) await cloud.local('functions');
  }

  it.each<[string, () => Promise<never>]>([
    ['that waits', () => new Promise(() => undefined)],
    ['whose call is refused', untilRefused],
  ])('%s fails with what to do where the cloud is killed', async (_, work) => {
    const working = whileUp(cloud, work(), state);
    process.kill(cloud.endpoints.pid, 'SIGKILL');
    await expect(working).rejects.toThrow('the embedded cloud has ended; see its log, .local/logs/cloud.log; ');
  });

  it('that fails while the cloud is up fails with its own error', async () => {
    await expect(whileUp(cloud, cloud.local('nothing'), state)).rejects.toThrow('nothing');
  });
});
