import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Stack } from './wiring';

/** A function that a command invokes with a payload. */
interface Invoked<Result> extends Stack {
  /** An error fails the invocation. What it returns is the answer. */
  handle: (payload: unknown, context: Context) => Promise<Result>;
}

/**
 * The Middy stack of every function that a command invokes: the Lambda context in each log line, then the function's
 * middlewares.
 */
export function invoked<Result>({ logger, middlewares = [], handle }: Invoked<Result>) {
  return middy<unknown, Result>()
    .use([injectLambdaContext(logger), ...middlewares])
    .handler(handle);
}
