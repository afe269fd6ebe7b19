import 'reflect-metadata';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { parameter } from '@customer-files/config/parameter';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { notificationEffects } from '../adapters/notification-effects';
import { watchFiles } from '../use-cases/watch-files';
import { requiredEnv } from '@customer-files/config';

const logger = new Logger();

const onFailure = (fileId: string, error: unknown): void => {
  const { name, code, message, stack } = error as Error & { code?: string };
  logger.error('the file could not be looked after', { fileId, error: { name, code, message, stack } });
};

/** Run by the clock: reports files that have stalled, and ends what was complete and never reported. */
export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(parameter('mail', requiredEnv('MAIL_PARAMETER')))
  .handler((_event, context) =>
    watchFiles({
      ...notificationEffects(context as Context & { mail: unknown }),
      remainingMs: () => context.getRemainingTimeInMillis(),
      onFailure,
    }),
  );
