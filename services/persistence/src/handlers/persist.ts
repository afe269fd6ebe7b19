import { Logger } from '@aws-lambda-powertools/logger';
import { busPublisher } from '@customer-files/event-bus';
import { consumer } from '@customer-files/event-handler';
import { CustomerRowsValidated } from '@customer-files/events';
import { objectStore } from '@customer-files/object-store';
import { parameter } from '@customer-files/parameters';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { persistPart } from '../persist-part';

const PATH = process.env.DATABASE_PARAMETER!;

const connection = new Connection();
const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: process.env.BUS_NAME!, source: 'customer-files.persistence' }),
  workBucket: process.env.WORK_BUCKET!,
  rejectsPrefix: process.env.REJECTS_PREFIX!,
};

/** Loads each part that was announced. */
export const handler = consumer<CustomerRowsValidated, { login: unknown }>({
  events: [CustomerRowsValidated],
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  handle: (announced, { isReplay }, context) => persistPart(announced, isReplay, { ...effects, ...databaseAccess(connection, PATH, context) }),
});
