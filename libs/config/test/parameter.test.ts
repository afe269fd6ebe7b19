import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { forget, parameter, readAgain } from '../src/parameter';
import { ssmStub } from './ssm-stub';

const PATH = '/customer-files/test/feed';

const values = new Map<string, string>();
let ssm: Awaited<ReturnType<typeof ssmStub>>;
let before: NodeJS.ProcessEnv;

beforeEach(async () => {
  values.clear();
  ssm = await ssmStub(values);
  before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
});

afterEach(async () => {
  forget('feed');
  process.env = before;
  await ssm.close();
});

/** A Lambda function that returns the parameter which the middleware put in its context. */
function functionWithParameter(): () => Promise<unknown> {
  const handler = middy()
    .use(parameter('feed', PATH))
    .handler(async (_, context) => (context as Context & { feed: unknown }).feed);
  return () => handler({}, { getRemainingTimeInMillis: () => 10_000 } as Context) as Promise<unknown>;
}

describe('the parameter middleware', () => {
  it('puts the parameter in the context, decrypted and parsed', async () => {
    values.set(PATH, '{"timeZone":"Europe/Berlin"}');
    expect(await functionWithParameter()()).toEqual({ timeZone: 'Europe/Berlin' });
    expect(ssm.asked).toEqual([{ action: 'GetParameters', Names: [PATH], WithDecryption: true }]);
  });

  it('does not read the parameter before the first invocation', async () => {
    values.set(PATH, '{}');
    functionWithParameter();
    await new Promise(setImmediate);
    expect(ssm.asked).toEqual([]);
  });

  it('reads the parameter once for many invocations', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = functionWithParameter();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    expect(await invoke()).toEqual({ maxRows: 1 });
    expect(ssm.asked).toHaveLength(1);
  });

  it('reads the parameter again after five minutes', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = functionWithParameter();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    const later = Date.now() + 5 * 60 * 1000 + 1;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await invoke()).toEqual({ maxRows: 2 });
    clock.mockRestore();
  });

  it('reads the parameter again after forget', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = functionWithParameter();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    forget('feed');
    expect(await invoke()).toEqual({ maxRows: 2 });
  });

  it('fails the invocation with the name of a missing parameter, and finds it once it exists', async () => {
    const invoke = functionWithParameter();
    await expect(invoke()).rejects.toMatchObject({
      name: 'ParameterUnreadable',
      code: 'PARAMETER_UNREADABLE',
      path: PATH,
      message: expect.stringContaining(`InvalidParameter ${PATH}`),
    });
    values.set(PATH, '{}');
    expect(await invoke()).toEqual({});
  });

  it('fails the invocation with the reason of SSM, and not the next one', async () => {
    values.set(PATH, '{}');
    ssm.state.failures = 1;
    const invoke = functionWithParameter();
    await expect(invoke()).rejects.toMatchObject({
      code: 'PARAMETER_UNREADABLE',
      message: expect.stringContaining('may not be read'),
    });
    expect(await invoke()).toEqual({});
  });
});

describe('readAgain', () => {
  it('reads the current value of a parameter', async () => {
    values.set(PATH, '{"password":"new"}');
    expect(await readAgain(PATH)).toEqual({ password: 'new' });
    expect(ssm.asked).toEqual([{ action: 'GetParameter', Name: PATH, WithDecryption: true }]);
  });

  it('throws ParameterUnreadable with the path of a missing parameter', async () => {
    await expect(readAgain(PATH)).rejects.toMatchObject({
      code: 'PARAMETER_UNREADABLE',
      message: expect.stringContaining(PATH),
    });
  });

  it('returns text that is not JSON, instead of an error that quotes it', async () => {
    values.set(PATH, '{"password":"hunter2"');
    expect(await readAgain(PATH)).toBe('{"password":"hunter2"');
  });
});
