import { setTimeout as sleep } from 'node:timers/promises';
import { forget, readAgain } from '@customer-files/config/parameter';
import type { Context } from 'aws-lambda';
import type { DatabaseEffects } from '../use-cases/attempts';
import type { Connection } from './connection';

/** The name under which the middleware `parameter` puts the login in the context. */
export const LOGIN = 'login';

/** The database as an invocation sees it: with its login, and its time. @param path of the login in SSM */
export function databaseAccess(connection: Connection, path: string, context: Context): DatabaseEffects {
  let login = (context as Context & { [LOGIN]: unknown })[LOGIN];
  return {
    connect: () => connection.with(login, 'database/app'),
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
