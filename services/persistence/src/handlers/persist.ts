import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { busPublisher } from '@customer-files/event-bus';
import { consumer } from '@customer-files/event-handler';
import { CustomerRowsValidated } from '@customer-files/events';
import { objectStore } from '@customer-files/object-store';
import { forget, parameter, readAgain } from '@customer-files/parameters';
import { Connection } from '../adapters/connection';
import { persistPart } from '../persist-part';

const LOGIN = process.env.DATABASE_PARAMETER!;

const connection = new Connection();
const store = objectStore();
const publish = busPublisher({ busName: process.env.BUS_NAME!, source: 'customer-files.persistence' });

/** Loads each part that was announced. */
export const handler = consumer<CustomerRowsValidated, { login: unknown }>({
  events: [CustomerRowsValidated],
  logger: new Logger(),
  middlewares: [parameter('login', LOGIN)],
  handle: (announced, { isReplay }, context) => {
    let login = context.login;
    return persistPart(announced, isReplay, {
      store, publish, workBucket: process.env.WORK_BUCKET!, rejectsPrefix: process.env.REJECTS_PREFIX!, sleep, now: () => new Date(),
      connect: () => connection.with(login, 'database/app'),
      disconnect: () => connection.close(),
      renewLogin: async () => {
        forget('login');
        login = await readAgain(LOGIN);
      },
    });
  },
});
