import { readFileSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { Doors } from '../../src/access/doors';
import { guarded } from '../../src/access/guard';
import { controlServer } from '../../src/control/control-server';
import type { Served } from '../../src/control/served';
import { listen } from '../../src/listen';
import { NO_FAULTS } from '../../src/faults/fault-injection';
import { Parameters } from '../../src/ssm/parameters';
import { Usage } from '../../src/usage/usage';
import { temporaryFolder } from '../temporary-folder';

let folder: string;
let server: Server;
let ssm: SSMClient;

async function start(): Promise<void> {
  const parameters = new Parameters(join(folder, 'parameters.json'));
  const doors = new Doors();
  server = controlServer(guarded(doors.control), {
    parameters,
    faults: NO_FAULTS,
    usage: new Usage(),
    authorize: () => undefined,
    now: () => new Date('2026-06-30T12:00:00Z'),
  } as unknown as Served);
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  ssm = new SSMClient({
    endpoint,
    region: 'eu-west-1',
    credentials: doors.keys.issue({ kind: 'developer' }),
    maxAttempts: 1,
  });
}

async function stop(): Promise<void> {
  ssm.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

beforeEach(async () => {
  folder = temporaryFolder();
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = async (Name: string, WithDecryption = false) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter!;

describe('parameters', () => {
  it('a parameter is returned with its value and its version', async () => {
    await put('/app/local/feed', '{"zone":"Zürich"}');
    expect(await get('/app/local/feed')).toEqual({
      Name: '/app/local/feed',
      Type: 'String',
      Value: '{"zone":"Zürich"}',
      Version: 1,
      DataType: 'text',
      ARN: 'arn:aws:ssm:eu-west-1:000000000000:parameter/app/local/feed',
      LastModifiedDate: new Date('2026-06-30T12:00:00Z'),
    });
  });

  it('a parameter is overwritten only with Overwrite, and then has the next version', async () => {
    await put('/a', 'first');
    await expect(put('/a', 'second')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await get('/a')).toMatchObject({ Value: 'first', Version: 1 });
    expect(await put('/a', 'second', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('/a')).toMatchObject({ Value: 'second', Version: 2 });
  });

  it('a SecureString is encrypted unless decryption is requested, and its file is readable by its owner alone', async () => {
    await put('/login', 'secret', { Type: 'SecureString' });
    expect([(await get('/login')).Value, (await get('/login', true)).Value]).toEqual([
      expect.not.stringContaining('secret'),
      'secret',
    ]);
    expect(statSync(join(folder, 'parameters.json')).mode & 0o777).toBe(0o600);
  });

  it('a parameter cannot be empty', async () => {
    await expect(put('/empty', '')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('a parameter that does not exist is not found', async () => {
    await expect(get('/none')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('a parameter survives a restart', async () => {
    await put('/login', 'first', { Type: 'SecureString' });
    await put('/login', 'second', { Overwrite: true });
    await stop();
    await start();
    expect(await get('/login', true)).toMatchObject({ Type: 'SecureString', Value: 'second', Version: 2 });
    expect(JSON.parse(readFileSync(join(folder, 'parameters.json'), 'utf8'))).toHaveLength(1);
  });
});

describe('GetParameters', () => {
  beforeEach(async () => {
    await put('/app/feed', 'f');
    await put('/app/db/owner', 'o', { Type: 'SecureString' });
    await put('/apple', 'x');
  });

  it('several parameters are returned together, and those that do not exist are named', async () => {
    const ask = new GetParametersCommand({ Names: ['/app/feed', '/none', '/app/db/owner'], WithDecryption: true });
    const { Parameters: found, InvalidParameters } = await ssm.send(ask);
    expect([found!.map(({ Value }) => Value), InvalidParameters]).toEqual([['f', 'o'], ['/none']]);
  });
});
