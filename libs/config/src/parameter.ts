import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { MiddlewareObj } from '@middy/core';
import ssm from '@middy/ssm';
import { clearCache, jsonSafeParse } from '@middy/util';
import { ParameterUnreadable } from './parameter-unreadable';

/** A rotated password or a changed setting is seen within this time, without a deploy. */
const CACHE_MS = 5 * 60 * 1000;

const cacheKeyOf = (name: string): string => `parameter:${name}`;

/** What Middy hides in the cause: the errors behind "Failed to resolve internal values". */
function reasonsOf(error: unknown): string[] {
  const { message, cause } = error as Error & { cause?: { data?: Error[] } };
  return Array.isArray(cause?.data) ? cause.data.map((reason) => reason.message) : [message];
}

/**
 * Middleware that puts a parameter of SSM, parsed as JSON, in the Lambda context under `name`. Text that is no JSON is
 * put there as text. Fails the invocation with {@link ParameterUnreadable}; the next one tries again.
 */
export function parameter(name: string, path: string): MiddlewareObj {
  const { before } = ssm({
    fetchData: { [name]: path },
    cacheKey: cacheKeyOf(name),
    cacheExpiry: CACHE_MS,
    setToContext: true,
    disablePrefetch: true,
  });
  return {
    async before(request) {
      try {
        await before!(request as never);
      } catch (error) {
        throw new ParameterUnreadable(path, reasonsOf(error), error);
      }
    },
  };
}

/** Lets the next invocation read a parameter anew. */
export function forget(name: string): void {
  clearCache([cacheKeyOf(name)]);
}

/**
 * Reads a parameter now, parsed as JSON (else as text); for the middle of an invocation, where the cached one was
 * refused. Throws {@link ParameterUnreadable}.
 */
export async function readAgain(path: string): Promise<unknown> {
  try {
    const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: path, WithDecryption: true }));
    // Not JSON.parse: its message quotes the text, and this is a login.
    return jsonSafeParse(Parameter!.Value!);
  } catch (error) {
    throw new ParameterUnreadable(path, reasonsOf(error), error);
  }
}
