import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { isAlive, identityOf } from '../../src/lifecycle/process-identity';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { eventually } from '../eventually';
import { lambda, queue, writeService } from '../tiny-service';

jest.setTimeout(60_000);

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test?.end());

async function deploy(name: string, source: string, variables: object = {}): Promise<void> {
  const resources = { Queue: queue(`${name}-queue`), Function: lambda(name, { variables }) };
  await test.cloud.deploy(name, writeService(join(test.folder, name), { resources, code: { [name]: source } }));
}

async function invoke(
  name: string,
  event: unknown = {},
): Promise<{ error: string | undefined; answer: Record<string, string> }> {
  const ask = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await test.clients.lambda.send(ask);
  return { error: FunctionError, answer: JSON.parse(Payload!.transformToString()) as Record<string, string> };
}

describe('functions', () => {
  it('a function has the variables of its template, of Lambda and of the endpoints, and none of the user', async () => {
    process.env.OF_THE_USER = 'secret';
    const own = { 'Fn::Join': ['/', ['a', { 'Fn::GetAtt': ['Queue', 'QueueName'] }, { Ref: 'AWS::Region' }]] };
    await deploy('env', 'exports.handler = async () => process.env;', { OWN: own });
    const { s3, sqs, control } = test.cloud.endpoints;
    const { answer } = await invoke('env');
    expect(answer).toMatchObject({
      OWN: 'a/env-queue/eu-west-1',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_ENDPOINT_URL_S3: s3,
      AWS_ENDPOINT_URL_SQS: sqs,
      AWS_ENDPOINT_URL_SSM: control,
      TZ: 'UTC',
    });
    expect(answer).not.toHaveProperty('OF_THE_USER');
  });

  it('a function receives the event and a context, and its answer is returned', async () => {
    await deploy(
      'echo',
      `exports.handler = async (event, { functionName, awsRequestId, getRemainingTimeInMillis }) => (
      { event, functionName, awsRequestId, hasTime: getRemainingTimeInMillis() > 0 }
    );`,
    );
    const { error, answer } = await invoke('echo', { text: 'grüße' });
    expect([error, answer]).toEqual([
      undefined,
      {
        event: { text: 'grüße' },
        functionName: 'echo',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        hasTime: true,
      },
    ]);
  });

  it.each([
    ['unreadable', 'this is no JavaScript', 'SyntaxError', /^Unexpected identifier/],
    ['handlerless', 'exports.other = () => 1;', 'Error', /^index\.js exports no function handler$/],
    ['lacking', `require('no-such-package');`, 'Error', /^Cannot find module 'no-such-package'/],
    ['failing-early', `throw new RangeError('a setting is missing');`, 'RangeError', /^a setting is missing$/],
  ])('a function with a broken bundle fails with the reason: %s', async (name, source, type, reason) => {
    await deploy(name, source);
    expect(await invoke(name)).toEqual({
      error: 'Unhandled',
      answer: { errorType: type, errorMessage: expect.stringMatching(reason) },
    });
    expect(readFileSync(join(test.folder, 'state', 'logs', `${name}.log`), 'utf8')).toMatch(type);
  });

  it('a line of the embedded metric format is one readable line in the log, and other lines stay as they are', async () => {
    const metrics = {
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [
          {
            Namespace: 'Shop',
            Dimensions: [['service'], ['service', 'stage']],
            Metrics: [{ Name: 'Sold' }, { Name: 'Ms' }],
          },
        ],
      },
      service: 'till',
      stage: 'local',
      Sold: 3,
      Ms: 0.5,
    };
    const lines = ['{"level":"INFO"}', JSON.stringify(metrics), '{"_aws":', '{"_aws":{}}'];
    const source = `const { Console } = require('node:console');
      const lines = ${JSON.stringify(lines)};
      exports.handler = async () => lines.forEach((line) => new Console(process.stdout).log(line));`;
    await deploy('measuring', source);
    await invoke('measuring');
    const log = readFileSync(join(test.folder, 'state', 'logs', 'measuring.log'), 'utf8');
    expect(log.split('\n')).toEqual([
      '{"level":"INFO"}',
      'metric  Shop Sold=3 Ms=0.5 service=till stage=local',
      '{"_aws":',
      '{"_aws":{}}',
      '',
    ]);
  });

  it('a function that does not exist cannot be invoked', async () => {
    await expect(invoke('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('a function is replaced by its next deployment, even if invocations of the old code wait', async () => {
    const [started, pids] = [join(test.folder, 'started'), join(test.folder, 'pids')];
    await deploy(
      'changing',
      `const fs = require('node:fs');
      fs.appendFileSync('${pids}', process.pid + '\\n');
      exports.handler = () => new Promise(() => fs.writeFileSync('${started}', ''));`,
    );
    const waiting = [invoke('changing'), invoke('changing')];
    await eventually(() => existsSync(started));
    await deploy('changing', `exports.handler = async () => 'new';`);
    const ended = { error: 'Unhandled', answer: { errorType: 'Runtime.ExitError' } };
    expect(await Promise.all(waiting)).toMatchObject([ended, ended]);
    expect((await invoke('changing')).answer).toBe('new');
    const old = readFileSync(pids, 'utf8')
      .trimEnd()
      .split('\n')
      .map((pid) => identityOf(Number(pid)));
    await eventually(() => !old.some(isAlive));
  });
});
