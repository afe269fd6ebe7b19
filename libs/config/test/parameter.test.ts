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

/** A function that answers with what the middleware put in its context. */
function answering(): () => Promise<unknown> {
  const handler = middy()
    .use(parameter('feed', PATH))
    .handler(async (_, context) => (context as Context & { feed: unknown }).feed);
  return () => handler({}, { getRemainingTimeInMillis: () => 10_000 } as Context) as Promise<unknown>;
}

describe('a parameter', () => {
  it('is put in the context, decrypted and parsed', async () => {
    values.set(PATH, '{"timeZone":"Europe/Berlin"}');
    expect(await answering()()).toEqual({ timeZone: 'Europe/Berlin' });
    expect(ssm.asked).toEqual([{ action: 'GetParameters', Names: [PATH], WithDecryption: true }]);
  });

  it('is not read before the first invocation', async () => {
    values.set(PATH, '{}');
    answering();
    await new Promise(setImmediate);
    expect(ssm.asked).toEqual([]);
  });

  it('is read once for many invocations', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = answering();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    expect(await invoke()).toEqual({ maxRows: 1 });
    expect(ssm.asked).toHaveLength(1);
  });

  it('is read anew when five minutes have passed', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = answering();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    const later = Date.now() + 5 * 60 * 1000 + 1;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await invoke()).toEqual({ maxRows: 2 });
    clock.mockRestore();
  });

  it('is read anew when it was forgotten', async () => {
    values.set(PATH, '{"maxRows":1}');
    const invoke = answering();
    await invoke();
    values.set(PATH, '{"maxRows":2}');
    forget('feed');
    expect(await invoke()).toEqual({ maxRows: 2 });
  });

  it('that is not there fails the invocation by its name, and is found once it is', async () => {
    const invoke = answering();
    await expect(invoke()).rejects.toMatchObject({
      name: 'ParameterUnreadable',
      code: 'PARAMETER_UNREADABLE',
      path: PATH,
      message: expect.stringContaining(`InvalidParameter ${PATH}`),
    });
    values.set(PATH, '{}');
    expect(await invoke()).toEqual({});
  });

  it('that SSM refuses fails the invocation with the reason, and not the next', async () => {
    values.set(PATH, '{}');
    ssm.state.failures = 1;
    const invoke = answering();
    await expect(invoke()).rejects.toMatchObject({
      code: 'PARAMETER_UNREADABLE',
      message: expect.stringContaining('may not be read'),
    });
    expect(await invoke()).toEqual({});
  });
});

describe('reading a parameter again', () => {
  it('brings what it is now', async () => {
    values.set(PATH, '{"password":"new"}');
    expect(await readAgain(PATH)).toEqual({ password: 'new' });
    expect(ssm.asked).toEqual([{ action: 'GetParameter', Name: PATH, WithDecryption: true }]);
  });

  it('says which is missing', async () => {
    await expect(readAgain(PATH)).rejects.toMatchObject({
      code: 'PARAMETER_UNREADABLE',
      message: expect.stringContaining(PATH),
    });
  });

  it('does not quote one that is no JSON: whoever reads the settings says so', async () => {
    values.set(PATH, '{"password":"hunter2"');
    expect(await readAgain(PATH)).toBe('{"password":"hunter2"');
  });
});
