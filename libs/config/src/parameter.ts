import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { traceClient } from '@customer-files/telemetry';
import type { MiddlewareObj } from '@middy/core';
import ssm from '@middy/ssm';
import { clearCache, jsonSafeParse } from '@middy/util';
import { ParameterUnreadable } from './parameter-unreadable';

/** A changed parameter, such as a rotated password, takes effect within this time, without a deployment. */
const CACHE_MS = 5 * 60 * 1000;

const cacheKeyOf = (name: string): string => `parameter:${name}`;

/** The messages of the errors behind Middy's "Failed to resolve internal values". */
function reasonsOf(error: unknown): string[] {
  const { message, cause } = error as Error & { cause?: { data?: Error[] } };
  return Array.isArray(cause?.data) ? cause.data.map((reason) => reason.message) : [message];
}

/**
 * A middleware that puts an SSM parameter, parsed as JSON, in the Lambda context under `name`; text that is not JSON is
 * put there as text. The value is cached for five minutes. Where it cannot be read, the invocation fails with {@link
 * ParameterUnreadable}, and the next one tries again.
 */
export function parameter(name: string, path: string): MiddlewareObj {
  const { before } = ssm({
    fetchData: { [name]: path },
    cacheKey: cacheKeyOf(name),
    cacheExpiry: CACHE_MS,
    setToContext: true,
    awsClientCapture: traceClient,
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

/** Removes a parameter from the cache, so that the next invocation reads it again. */
export function forget(name: string): void {
  clearCache([cacheKeyOf(name)]);
}

/**
 * Reads a parameter within an invocation, without the cache: for a login that the database has refused.
 *
 * @returns the value parsed as JSON, or text that is not JSON
 * @throws {ParameterUnreadable}
 */
export async function readAgain(path: string): Promise<unknown> {
  try {
    const { Parameter } = await traceClient(new SSMClient({})).send(
      new GetParameterCommand({ Name: path, WithDecryption: true }),
    );
    // Not JSON.parse: its error message quotes the text, which may hold a password.
    return jsonSafeParse(Parameter!.Value!);
  } catch (error) {
    throw new ParameterUnreadable(path, reasonsOf(error), error);
  }
}
