import { Logger } from '@aws-lambda-powertools/logger';
import { busPublisher } from '@customer-files/event-bus';
import { consumer } from '@customer-files/event-handler';
import { CustomerRowsValidated } from '@customer-files/events';
import { objectStore } from '@customer-files/object-store';
import { parameter } from '@customer-files/config/parameter';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { persistPart } from '../use-cases/persist-part';
import { requiredEnv } from '@customer-files/config';

const PATH = requiredEnv('DATABASE_PARAMETER');

const connection = new Connection();
const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.persistence' }),
  workBucket: requiredEnv('WORK_BUCKET'),
  rejectsPrefix: requiredEnv('REJECTS_PREFIX'),
};

/** Loads each part that was announced. */
export const handler = consumer<CustomerRowsValidated, { login: unknown }>({
  events: [CustomerRowsValidated],
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  handle: (announced, { isReplay }, context) =>
    persistPart(announced, isReplay, { ...effects, ...databaseAccess(connection, PATH, context) }),
});
