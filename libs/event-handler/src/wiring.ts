import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';

/**
 * What a function is wired with: in an account by its handler, in the simulation by a model of the world. The function itself,
 * which events it takes and which use case it calls, is wired once, in `handlers/wire-<function>.ts`.
 */
export interface Wiring<Effects> {
  logger: Logger;
  /** Run before the function; what they put in the Lambda context is there for `effectsOf`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- middlewares have types of their own
  middlewares?: readonly MiddlewareObj<any, any, any, any, any>[];
  /** The effects that the use case is given. @param context of the invocation */
  effectsOf: (context: Context) => Effects;
}
