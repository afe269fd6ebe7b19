import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { busPublisher } from '@customer-files/event-bus';
import { objectStore } from '@customer-files/object-store';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { wirePersist } from './wire-persist';

const PATH = requiredEnv('DATABASE_PARAMETER');

const connection = new Connection();
const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.persistence' }),
  workBucket: requiredEnv('WORK_BUCKET'),
  rejectsPrefix: requiredEnv('REJECTS_PREFIX'),
};

export const handler = wirePersist({
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  effectsOf: (context) => ({ ...effects, ...databaseAccess(connection, PATH, context) }),
});
