import { Logger } from '@aws-lambda-powertools/logger';
import { busPublisher } from '@customer-files/event-bus';
import { consumer } from '@customer-files/event-handler';
import { CustomerFileReceived } from '@customer-files/events';
import { objectStore } from '@customer-files/object-store';
import { validateFile } from '../use-cases/validate-file';
import { requiredEnv } from '@customer-files/config';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.validation' }),
  workBucket: requiredEnv('WORK_BUCKET'),
};

/** Judges each file that was received. */
export const handler = consumer({
  events: [CustomerFileReceived],
  logger: new Logger(),
  handle: (received) => validateFile(received, effects),
});
