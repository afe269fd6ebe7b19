import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Stack } from './wiring';

/** A function that takes no event: it runs on a schedule, or is invoked by hand. */
export interface Scheduled<Result> extends Stack {
  /** An error fails the invocation; the next run continues the work. */
  handle: (context: Context) => Promise<Result>;
}

/**
 * The Middy stack of every function that takes no event: the Lambda context in each log line, then the function's
 * middlewares.
 */
export function scheduled<Result>({ logger, middlewares = [], handle }: Scheduled<Result>) {
  return middy<unknown, Result>()
    .use([injectLambdaContext(logger), ...middlewares])
    .handler((_event, context) => handle(context));
}
