import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import ssm from '@middy/ssm';
import { clearCache } from '@middy/util';

/** A rotated password or a changed setting is seen within this time, without a deploy. */
const CACHE_MS = 5 * 60 * 1000;

const cacheKeyOf = (name: string): string => `parameter:${name}`;

/** Middleware that puts a parameter of SSM, parsed as JSON, in the Lambda context under `name`. */
export function parameter(name: string, path: string) {
  return ssm({ fetchData: { [name]: path }, cacheKey: cacheKeyOf(name), cacheExpiry: CACHE_MS, setToContext: true, disablePrefetch: true });
}

/** Lets the next invocation read a parameter anew. */
export function forget(name: string): void {
  clearCache([cacheKeyOf(name)]);
}

/** Reads a parameter now, parsed as JSON; for the middle of an invocation, where the cached one was refused. */
export async function readAgain(path: string): Promise<unknown> {
  const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: path, WithDecryption: true }));
  return JSON.parse(Parameter!.Value!);
}
