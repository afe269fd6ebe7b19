import { type Action, ACTIONS } from '../eventbridge/actions/actions';
import type { Invocable } from '../lambda/event-source';
import type { LambdaFunction } from '../lambda/lambda-function';
import type { Middleware } from '../listen';
import type { Notify } from '../local-cloud-event';
import type { Postgres } from '../postgres/postgres';
import type { Queues } from '../sqs/sqs';
import { FaultInjector } from './fault-injector';
import type { FaultProfile } from './fault-profile';
import { faultyFunction } from './faulty-function';
import { DatabaseRestarts } from './faulty-postgres';
import { faultyPutEvents } from './faulty-put-events';
import { faultyQueues } from './faulty-queues';
import { faultyS3, faultySes } from './faulty-servers';

/**
 * Wrappers for the parts of the cloud. With fault injection each part fails now and then; without it they are
 * unchanged.
 */
export interface FaultInjection {
  queues: (queues: Queues) => Queues;
  lambda: (lambda: LambdaFunction) => Invocable;
  eventActions: Record<string, Action>;
  s3: Middleware;
  ses: Middleware;
  /** Starts to restart this server now and then. */
  database: (postgres: Postgres) => void;
  /**
   * Changes the fault profile; null stops the faults. Resolves when PostgreSQL is up. The field is null in a cloud that
   * was started without fault injection.
   */
  configure: ((profile: FaultProfile | null) => Promise<void>) | null;
  stop: () => Promise<void>;
}

/** No fault injection. */
export const NO_FAULTS: FaultInjection = {
  queues: (queues) => queues,
  lambda: (lambda) => lambda,
  eventActions: ACTIONS,
  s3: (serve) => serve,
  ses: (serve) => serve,
  database: () => undefined,
  configure: null,
  stop: () => Promise.resolve(),
};

/** Fault injection from a seed into every part of the cloud. The clients are notified of each fault. */
export function injectFaults(profile: FaultProfile, notify: Notify): FaultInjection {
  const faults = new FaultInjector(notify);
  faults.configure(profile);
  let restarts: DatabaseRestarts | null = null;
  return {
    queues: (queues) => faultyQueues(queues, faults),
    lambda: (lambda) => faultyFunction(lambda, faults),
    eventActions: { ...ACTIONS, PutEvents: faultyPutEvents(faults) },
    s3: faultyS3(faults),
    ses: faultySes(faults),
    database: (postgres) => void (restarts = new DatabaseRestarts(postgres.restart, faults)),
    async configure(next) {
      faults.configure(next);
      await restarts?.settled();
    },
    stop: async () => restarts?.stop(),
  };
}
