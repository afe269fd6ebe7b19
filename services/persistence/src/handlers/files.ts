import { Logger } from '@aws-lambda-powertools/logger';
import { readSettings, requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { invoked } from '@customer-files/event-handler';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { FilesRequest } from '../domain/requests';
import { listFiles } from '../use-cases/list-files';

const PATH = requiredEnv('DATABASE_PARAMETER');

const connection = new Connection();

/** Is invoked by `npm run files`, with the credentials of its caller. Returns the latest files of the load history. */
export const handler = invoked({
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  handle: async (payload, context) => ({
    files: await listFiles(
      readSettings(FilesRequest, payload, 'the payload'),
      databaseAccess(connection, PATH, context),
    ),
  }),
});
