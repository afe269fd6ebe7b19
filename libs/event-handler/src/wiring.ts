import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';

/** What the Middy stack of a function is built from. */
export interface Stack {
  logger: Logger;
  /**
   * Middlewares of this function, run before its handler. What they put in the Lambda context is there for the handler.
   * An error of a middleware fails the whole invocation.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- each middleware has its own types
  middlewares?: readonly MiddlewareObj<any, any, any, any, any>[];
}

/**
 * What a function gets from its surroundings: from AWS in `handlers/<function>.ts`, from a model of AWS in the
 * simulation. The function itself, that is its events and its use case, is wired once, in
 * `handlers/wire-<function>.ts`.
 */
export interface Wiring<Effects> extends Stack {
  /** The effects of the use case, for one invocation. */
  effectsOf: (context: Context) => Effects;
}
