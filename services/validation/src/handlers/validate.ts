import { Logger } from '@aws-lambda-powertools/logger';
import { requiredEnv } from '@customer-files/config';
import { busPublisher } from '@customer-files/event-bus';
import { objectStore } from '@customer-files/object-store';
import { wireValidate } from './wire-validate';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.validation' }),
  workBucket: requiredEnv('WORK_BUCKET'),
  incoming: { bucket: requiredEnv('LANDING_BUCKET'), prefix: requiredEnv('INCOMING_PREFIX') },
};

export const handler = wireValidate({ logger: new Logger(), effectsOf: () => effects });
