import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { lambda, queue, type TinyService, writeService } from '../tiny-service';

jest.setTimeout(60_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test?.end());

const deploy = (name: string, service: TinyService, postDeploy?: string): Promise<{ changed: boolean }> =>
  test.cloud.deploy(name, writeService(join(test.folder, name), service), postDeploy);

/** A service of one function. */
const answering = (name: string, answer: string, packagedAt = 'now'): TinyService => ({
  resources: { Function: lambda(name, { packagedAt }) },
  code: { [name]: `exports.handler = async () => ${answer};` },
});

async function invoke(name: string): Promise<unknown> {
  const { Payload } = await test.clients.lambda.send(new InvokeCommand({ FunctionName: name }));
  return JSON.parse(Payload!.transformToString());
}

describe('a deploy', () => {
  it('of the same content changes nothing, whenever it was packaged', async () => {
    expect(await deploy('same', answering('same', 'process.pid', '1751280000000-2025-06-30T10:40:00.000Z'))).toEqual({
      changed: true,
    });
    const pid = await invoke('same');
    expect(await deploy('same', answering('same', 'process.pid', '1751290000000-2025-06-30T13:26:40.000Z'))).toEqual({
      changed: false,
    });
    expect(await invoke('same')).toBe(pid);
  });

  it('of other content replaces the function', async () => {
    await deploy('other', answering('other', '"old"'));
    expect(await invoke('other')).toBe('old');
    expect(await deploy('other', answering('other', '"new"'))).toEqual({ changed: true });
    expect(await invoke('other')).toBe('new');
  });

  it('of the same content by several at once happens once', async () => {
    const directory = writeService(join(test.folder, 'once'), answering('once', '1'));
    const ends = await Promise.all(Array.from({ length: 5 }, () => test.cloud.deploy('once', directory)));
    expect(ends.filter(({ changed }) => changed)).toHaveLength(1);
  });

  it('tells every client of what was deployed', async () => {
    await deploy('told', answering('told', '1'));
    await test.witness.until('deployed', ({ service }) => service === 'told');
  });
});

describe('the function that runs afterwards', () => {
  it('decides whether the service is deployed', async () => {
    const ready = join(test.folder, 'ready');
    const code = `exports.handler = async () => { if (!require('node:fs').existsSync('${ready}')) throw new Error('the database is away'); };`;
    const migrating = { resources: { Function: lambda('migrate') }, code: { migrate: code } };
    await expect(deploy('migrated', migrating, 'migrate')).rejects.toThrow(
      'migrate failed: the database is away; its log is',
    );
    writeFileSync(ready, '');
    expect(await deploy('migrated', migrating, 'migrate')).toEqual({ changed: true });
    expect(await deploy('migrated', migrating, 'migrate')).toEqual({ changed: false });
  });

  it('is named where its bundle is broken', async () => {
    const broken = { resources: { Function: lambda('broken') }, code: { broken: 'const = 1;' } };
    await expect(deploy('broken', broken, 'broken')).rejects.toThrow(`broken failed: Unexpected token '='; its log is`);
  });

  it('is named where it is not there', async () => {
    await expect(deploy('lonely', answering('lonely', '1'), 'nobody')).rejects.toThrow('Function not found: nobody');
  });
});

describe('a template is refused by the name of', () => {
  it('a resource type that is not known, before anything of it is made', async () => {
    const resources = { ...answering('unmade', '1').resources, Table: { Type: 'AWS::DynamoDB::Table' } };
    const unknown = 'typed: Table is an AWS::DynamoDB::Table, which the embedded cloud does not know';
    await expect(deploy('typed', { resources, code: { unmade: '' } })).rejects.toThrow(unknown);
    await expect(invoke('unmade')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    [
      'an intrinsic function that is not known',
      { 'Fn::ImportValue': 'bus' },
      'the intrinsic function Fn::ImportValue is not known to the embedded cloud',
    ],
    ['a resource that is not in it', { Ref: 'Elsewhere' }, 'refers to Elsewhere, which is not in its template'],
    [
      'a resource that is not in it, within a text',
      { 'Fn::Sub': 'x-${Elsewhere.Arn}' },
      'refers to Elsewhere, which is not in its template',
    ],
    [
      'an attribute that is not known',
      { 'Fn::GetAtt': ['Queue', 'Colour'] },
      'Queue has no attribute Colour in the embedded cloud',
    ],
  ])('%s', async (_, variable, reason) => {
    const resources = { Queue: queue('named'), Function: lambda('named', { variables: { V: variable } }) };
    await expect(deploy('named', { resources, code: { named: '' } })).rejects.toThrow(reason);
  });

  it('a bundle that is not there, or is no zip', async () => {
    await expect(deploy('bare', { resources: { Function: lambda('bare') } })).rejects.toThrow('bare.zip');
    writeFileSync(join(test.folder, 'bare', 'bare.zip'), 'no zip');
    await expect(deploy('bare', { resources: { Function: lambda('bare') } })).rejects.toThrow('bare.zip');
    expect(existsSync(join(test.folder, 'state', 'functions', 'bare'))).toBe(false);
  });

  it('a circle of resources that refer to each other', async () => {
    const resources = {
      One: queue('one', { Tags: { 'Fn::GetAtt': ['Two', 'Arn'] } }),
      Two: queue('two', { Tags: { Ref: 'One' } }),
    };
    await expect(deploy('round', { resources })).rejects.toThrow('round: One -> Two -> One is a circle');
  });
});
