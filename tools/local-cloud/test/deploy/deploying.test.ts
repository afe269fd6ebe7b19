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

describe('deployments', () => {
  it('a deployment of unchanged content changes nothing, whenever it was packaged', async () => {
    expect(await deploy('same', answering('same', 'process.pid', '1751280000000-2025-06-30T10:40:00.000Z'))).toEqual({
      changed: true,
    });
    const pid = await invoke('same');
    expect(await deploy('same', answering('same', 'process.pid', '1751290000000-2025-06-30T13:26:40.000Z'))).toEqual({
      changed: false,
    });
    expect(await invoke('same')).toBe(pid);
  });

  it('a deployment of changed content replaces the function', async () => {
    await deploy('other', answering('other', '"old"'));
    expect(await invoke('other')).toBe('old');
    expect(await deploy('other', answering('other', '"new"'))).toEqual({ changed: true });
    expect(await invoke('other')).toBe('new');
  });

  it('a deployment of the same content by several clients at once happens once', async () => {
    const directory = writeService(join(test.folder, 'once'), answering('once', '1'));
    const ends = await Promise.all(Array.from({ length: 5 }, () => test.cloud.deploy('once', directory)));
    expect(ends.filter(({ changed }) => changed)).toHaveLength(1);
  });

  it('a deployment notifies every client', async () => {
    await deploy('notifying', answering('notifying', '1'));
    await test.recorder.until('deployed', ({ service }) => service === 'notifying');
  });
});

describe('patterns of templates', () => {
  it('a rule is not deployed if its pattern compares a number that a double does not hold', async () => {
    const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
    const EventPattern = { detail: { n: [{ numeric: ['>', rawJSON('9007199254740993')] }] } };
    const rule = { Type: 'AWS::Events::Rule', Properties: { Name: 'long', EventPattern, Targets: [] } };
    await expect(deploy('long', { resources: { Rule: rule } })).rejects.toThrow(
      'Event pattern is not valid. Reason: Cannot compare number : 9007199254740993',
    );
  });
});

describe('post-deploy functions', () => {
  it('a post-deploy function decides whether the service counts as deployed', async () => {
    const ready = join(test.folder, 'ready');
    const code = `exports.handler = async () => {
      if (!require('node:fs').existsSync('${ready}')) throw new Error('the database is away');
    };`;
    const migrating = { resources: { Function: lambda('migrate') }, code: { migrate: code } };
    await expect(deploy('migrated', migrating, 'migrate')).rejects.toThrow(
      'migrate failed: the database is away; its log is',
    );
    writeFileSync(ready, '');
    expect(await deploy('migrated', migrating, 'migrate')).toEqual({ changed: true });
    expect(await deploy('migrated', migrating, 'migrate')).toEqual({ changed: false });
  });

  it('a post-deploy function is named in the error if its bundle is broken', async () => {
    const broken = { resources: { Function: lambda('broken') }, code: { broken: 'const = 1;' } };
    await expect(deploy('broken', broken, 'broken')).rejects.toThrow(`broken failed: Unexpected token '='; its log is`);
  });

  it('a post-deploy function is named in the error if it does not exist', async () => {
    await expect(deploy('lonely', answering('lonely', '1'), 'nobody')).rejects.toThrow('Function not found: nobody');
  });
});

describe('templates', () => {
  it('a template with an unsupported resource type is refused before anything is created', async () => {
    const resources = { ...answering('unmade', '1').resources, Table: { Type: 'AWS::DynamoDB::Table' } };
    const unknown = 'typed: Table is an AWS::DynamoDB::Table, which the embedded cloud does not know';
    await expect(deploy('typed', { resources, code: { unmade: '' } })).rejects.toThrow(unknown);
    await expect(invoke('unmade')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    [
      'an intrinsic function that is not supported',
      { 'Fn::ImportValue': 'bus' },
      'the intrinsic function Fn::ImportValue is not known to the embedded cloud',
    ],
    ['a resource that it does not contain', { Ref: 'Elsewhere' }, 'refers to Elsewhere, which is not in its template'],
    [
      'a resource that it does not contain, within a text',
      { 'Fn::Sub': 'x-${Elsewhere.Arn}' },
      'refers to Elsewhere, which is not in its template',
    ],
    [
      'an attribute that is not supported',
      { 'Fn::GetAtt': ['Queue', 'Colour'] },
      'Queue has no attribute Colour in the embedded cloud',
    ],
  ])('a template is refused if it refers to %s', async (_, variable, reason) => {
    const resources = { Queue: queue('named'), Function: lambda('named', { variables: { V: variable } }) };
    await expect(deploy('named', { resources, code: { named: '' } })).rejects.toThrow(reason);
  });

  it('a template is refused if a bundle is missing or not a zip file', async () => {
    await expect(deploy('bare', { resources: { Function: lambda('bare') } })).rejects.toThrow('bare.zip');
    writeFileSync(join(test.folder, 'bare', 'bare.zip'), 'no zip');
    await expect(deploy('bare', { resources: { Function: lambda('bare') } })).rejects.toThrow('bare.zip');
    expect(existsSync(join(test.folder, 'state', 'functions', 'bare'))).toBe(false);
  });

  it.each([
    ['FunctionName', '../../slipped'],
    ['Handler', '../../../../tmp/index.handler'],
    ['Handler', '/tmp/index.handler'],
  ])('a template is refused if its %s is %s, which leads out of its directory', async (property, value) => {
    const { Type, Properties } = lambda('slipping');
    const resources = { Function: { Type, Properties: { ...Properties, [property]: value } } };
    await expect(deploy('slipping', { resources, code: { slipping: '1;' } })).rejects.toThrow(
      'leads out of its directory',
    );
  });

  it('a template is refused if its resources refer to each other in a circle', async () => {
    const resources = {
      One: queue('one', { Tags: { 'Fn::GetAtt': ['Two', 'Arn'] } }),
      Two: queue('two', { Tags: { Ref: 'One' } }),
    };
    await expect(deploy('round', { resources })).rejects.toThrow('round: One -> Two -> One is a circle');
  });
});
