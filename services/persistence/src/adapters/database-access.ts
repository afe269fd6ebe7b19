import { setTimeout as sleep } from 'node:timers/promises';
import { forget, readAgain } from '@customer-files/config/parameter';
import type { Context } from 'aws-lambda';
import type { DatabaseEffects } from '../use-cases/database-retry';
import type { Connection } from './connection';

/** The key of the context under which the middleware `parameter` puts the login. */
export const LOGIN = 'login';

/**
 * The database effects of one invocation.
 *
 * @param path name of the parameter that holds the login
 * @param name of the parameter, for messages
 */
export function databaseAccess(
  connection: Connection,
  path: string,
  context: Context,
  name = 'database/app',
): DatabaseEffects {
  let login = (context as Context & { [LOGIN]: unknown })[LOGIN];
  return {
    connect: () => connection.with(login, name),
    disconnect: () => connection.close(),
    renewLogin: async () => {
      forget(LOGIN);
      login = await readAgain(path);
    },
    remainingMs: () => context.getRemainingTimeInMillis(),
    now: () => new Date(),
    sleep,
  };
}
