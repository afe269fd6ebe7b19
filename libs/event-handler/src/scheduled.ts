import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Wiring } from './wiring';

/** A function that runs on a schedule, or is invoked by hand, and takes no event. */
export interface Scheduled<Result> extends Pick<Wiring<unknown>, 'logger' | 'middlewares'> {
  /** What it throws fails the invocation; its next run goes on from there. */
  handle: (context: Context) => Promise<Result>;
}

/** The one Middy stack of all functions that take no event: logs with context, and settings. */
export function scheduled<Result>({ logger, middlewares = [], handle }: Scheduled<Result>) {
  return middy<unknown, Result>()
    .use([injectLambdaContext(logger), ...middlewares])
    .handler((_event, context) => handle(context));
}
