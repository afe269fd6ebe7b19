import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { scheduled } from '@customer-files/event-handler';
import { connect } from '../adapters/data-source';
import { databaseSettings } from '../adapters/database-settings';
import { withoutValues } from '../domain/database-errors';
import { migrate } from '../use-cases/migrate';

/** Is invoked right after a deploy, with the owner's login. Returns the names of the migrations that ran. */
export const handler = scheduled({
  logger: new Logger(),
  middlewares: [
    parameter('owner', requiredEnv('DATABASE_PARAMETER')),
    parameter('app', requiredEnv('APP_DATABASE_PARAMETER')),
  ],
  async handle(context) {
    const { owner, app } = context as unknown as { owner: unknown; app: unknown };
    const source = await connect(databaseSettings(owner, 'database/owner'));
    try {
      return { ran: await migrate(source, databaseSettings(app, 'database/app').user) };
    } catch (error) {
      throw withoutValues(error);
    } finally {
      await source.destroy();
    }
  },
});
