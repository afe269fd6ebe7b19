import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { parameter } from '@customer-files/config/parameter';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connect } from '../adapters/data-source';
import { databaseSettings } from '../adapters/database-settings';
import { migrate } from '../use-cases/migrate';
import { requiredEnv } from '@customer-files/config';

/** Run by the deploy with the owner's login, right after it. Answers with the migrations that ran. */
export const handler = middy<unknown, { ran: string[] }>()
  .use(injectLambdaContext(new Logger()))
  .use(parameter('owner', requiredEnv('DATABASE_PARAMETER')))
  .use(parameter('app', requiredEnv('APP_DATABASE_PARAMETER')))
  .handler(async (_event, context) => {
    const { owner, app } = context as unknown as Context & { owner: unknown; app: unknown };
    const source = await connect(databaseSettings(owner, 'database/owner'));
    try {
      return { ran: await migrate(source, databaseSettings(app, 'database/app').user) };
    } finally {
      await source.destroy();
    }
  });
