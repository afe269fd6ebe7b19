import { type Action, ACTIONS } from '../eventbridge/actions/actions';
import type { Tell } from '../happenings';
import type { Invocable } from '../lambda/event-source';
import type { LambdaFunction } from '../lambda/lambda-function';
import type { Around } from '../listen';
import type { Postgres } from '../postgres/postgres';
import type { Queues } from '../sqs/sqs';
import { Fate } from './fate';
import { meanFunction } from './mean-function';
import { MeanPostgres } from './mean-postgres';
import { meanPutEvents } from './mean-put-events';
import { meanQueues } from './mean-queues';
import { meanMail, meanStore } from './mean-requests';
import type { MeanSettings } from './odds';

/** How the parts of the cloud are put together. Mean, each is wrapped in what makes it fail; otherwise they are as they are. */
export interface Temper {
  queues: (queues: Queues) => Queues;
  lambda: (lambda: LambdaFunction) => Invocable;
  eventActions: Record<string, Action>;
  store: Around;
  mail: Around;
  /** From now on its server is restarted. */
  database: (postgres: Postgres) => void;
  /** Begins a mean time, or with null a calm one; resolves when what was going wrong has passed. Null where nothing ever does. */
  set: ((settings: MeanSettings | null) => Promise<void>) | null;
  stop: () => Promise<void>;
}

/** A cloud in which nothing goes wrong. */
export const CALM: Temper = {
  queues: (queues) => queues,
  lambda: (lambda) => lambda,
  eventActions: ACTIONS,
  store: (serve) => serve,
  mail: (serve) => serve,
  database: () => undefined,
  set: null,
  stop: () => Promise.resolve(),
};

/** A cloud that does everything that AWS may do, all the time: from a seed, each fault told to the clients. */
export function meanTemper(settings: MeanSettings, tell: Tell): Temper {
  const fate = new Fate(tell);
  fate.set(settings);
  let database: MeanPostgres | null = null;
  return {
    queues: (queues) => meanQueues(queues, fate),
    lambda: (lambda) => meanFunction(lambda, fate),
    eventActions: { ...ACTIONS, PutEvents: meanPutEvents(fate) },
    store: meanStore(fate),
    mail: meanMail(fate),
    database: (postgres) => void (database = new MeanPostgres(postgres.restart, fate)),
    async set(next) {
      fate.set(next);
      await database?.settled();
    },
    stop: async () => database?.stop(),
  };
}
