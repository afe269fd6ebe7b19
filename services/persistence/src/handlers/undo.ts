import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { busPublisher } from '@customer-files/event-bus';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { wireUndo } from './wire-undo';

const PATH = requiredEnv('DATABASE_PARAMETER');

const connection = new Connection();
const publish = busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.persistence' });

/** Is invoked by `npm run undo`, with the credentials of its caller. Its own login is that of the owner of the schema. */
export const handler = wireUndo({
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  effectsOf: (context) => ({ publish, ...databaseAccess(connection, PATH, context, 'database/owner') }),
});
