import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { Connection } from '../adapters/connection';
import { databaseAccess, LOGIN } from '../adapters/database-access';
import { wireRecord } from './wire-record';

const PATH = requiredEnv('DATABASE_PARAMETER');

const connection = new Connection();

export const handler = wireRecord({
  logger: new Logger(),
  middlewares: [parameter(LOGIN, PATH)],
  effectsOf: (context) => databaseAccess(connection, PATH, context),
});
