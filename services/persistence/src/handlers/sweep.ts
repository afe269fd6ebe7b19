import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { busPublisher } from '@customer-files/event-bus';
import { parameter } from '@customer-files/config/parameter';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { sweepLedger } from '../use-cases/sweep-ledger';
import { requiredEnv } from '@customer-files/config';

const PATH = requiredEnv('DATABASE_PARAMETER');

const logger = new Logger();
const connection = new Connection();
const publish = busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.persistence' });

/** Run by the clock: publishes what was loaded and never told. Answers with the number of parts. */
export const handler = middy<unknown, { published: number }>()
  .use(injectLambdaContext(logger))
  .use(parameter(LOGIN, PATH))
  .handler(async (_event, context) => {
    const published = await sweepLedger({
      publish,
      ...databaseAccess(connection, PATH, context as Context & { login: unknown }),
    });
    if (published > 0) logger.warn('parts that were loaded had not been told, and are now', { published });
    return { published };
  });
