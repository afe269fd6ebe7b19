import type { Logger } from '@aws-lambda-powertools/logger';
import type { Folder } from '@customer-files/event-handler';
import type { FeedSettings } from '@customer-files/events';
import type { Objects } from '@customer-files/object-store/test/objects';
import type { Measure } from '@customer-files/telemetry';
import type { Context } from 'aws-lambda';
import { wireReceive } from '../../../services/ingestion/src/handlers/wire-receive';
import { MailSettings } from '../../../services/notification/src/domain/mail-settings';
import type { DeadLetterQueues } from '../../../services/notification/src/domain/stalled';
import { wireAggregate } from '../../../services/notification/src/handlers/wire-aggregate';
import { wireDetectStalled } from '../../../services/notification/src/handlers/wire-detect-stalled';
import { wirePersist } from '../../../services/persistence/src/handlers/wire-persist';
import { wireRecord } from '../../../services/persistence/src/handlers/wire-record';
import { wireRelay } from '../../../services/persistence/src/handlers/wire-relay';
import { wireUndo } from '../../../services/persistence/src/handlers/wire-undo';
import { wireValidate } from '../../../services/validation/src/handlers/wire-validate';
import type { Bus } from './bus';
import type { Container } from './container';
import type { Invocation } from './invocation';
import type { Mailbox } from './mailbox';
import { steppedStore } from './stepped-store';

/** What the functions use instead of AWS. */
export interface FunctionDeps {
  objects: Objects;
  bus: Bus;
  mailbox: Mailbox;
  /** Receives the metrics of all files. */
  measure: Measure;
  /** Rows of a full part. */
  partRows: number;
  /** The settings of the feed, as they are when an event of this file is handled. */
  settingsOf: (fileId: string) => FeedSettings;
}

/** One invocation with everything that it is wired with. */
export interface Wired {
  deps: FunctionDeps;
  invocation: Invocation;
  /** The process with the database connection; null for a function that uses no database. */
  container: Container | null;
  logger: Logger;
}

/** A Lambda handler. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

export const MAIL_SETTINGS = Object.assign(new MailSettings(), {
  sender: 'feed@example.com',
  recipients: ['owner@example.com'],
});

const storeOf = ({ deps, invocation }: Wired) => steppedStore(deps.objects, invocation);
const publishOf = ({ deps, invocation }: Wired) => deps.bus.publisherFor(invocation);
const sharedEffects = (wired: Wired) => ({ store: storeOf(wired), publish: publishOf(wired) });

const databaseEffects = ({ invocation, container }: Wired) => ({
  connect: container!.connect,
  disconnect: container!.disconnect,
  renewLogin: () => Promise.resolve(),
  remainingMs: invocation.remainingMs,
  now: invocation.clock.date,
  sleep: (ms: number) => invocation.sleep((wake) => void invocation.clock.after(ms, wake)),
});

/** A folder of a bucket that a function knows by two environment variables. */
const folderOf = (
  {
    invocation: {
      function: { environment },
    },
  }: Wired,
  bucket: string,
  prefix: string,
): Folder => ({
  bucket: environment[bucket]!,
  prefix: environment[prefix]!,
});

const notificationEffects = (wired: Wired) => {
  const { functionName, environment } = wired.invocation.function;
  return {
    ...sharedEffects(wired),
    send: wired.deps.mailbox.mailerFor(wired.invocation),
    measure: wired.deps.measure,
    bucket: environment.NOTIFICATION_BUCKET!,
    reports: folderOf(wired, 'WORK_BUCKET', 'REJECTS_PREFIX'),
    mail: MAIL_SETTINGS,
    functionName,
    region: 'eu-west-1',
    now: wired.invocation.clock.date,
    leaseMs: Number(environment.LEASE_SECONDS) * 1000,
  };
};

/** Every simulated function, wired by its service's own `wire-<function>.ts`, with effects of the simulation. */
const HANDLERS: Record<string, (wired: Wired) => Handler> = {
  receive: (wired) =>
    wireReceive({
      logger: wired.logger,
      // The parameter `feed` is one for all files; here each file has its own, found by the id that the wiring logs.
      effectsOf: () => ({
        ...sharedEffects(wired),
        settings: wired.deps.settingsOf(wired.logger.getCorrelationId() as string),
      }),
    }) as Handler,

  validate: (wired) =>
    wireValidate({
      logger: wired.logger,
      effectsOf: () => ({
        ...sharedEffects(wired),
        incoming: folderOf(wired, 'LANDING_BUCKET', 'INCOMING_PREFIX'),
        workBucket: wired.invocation.function.environment.WORK_BUCKET!,
        partRows: wired.deps.partRows,
      }),
    }) as Handler,

  persist: (wired) =>
    wirePersist({
      logger: wired.logger,
      effectsOf: () => ({
        ...sharedEffects(wired),
        ...databaseEffects(wired),
        workBucket: wired.invocation.function.environment.WORK_BUCKET!,
        rejectsPrefix: wired.invocation.function.environment.REJECTS_PREFIX!,
      }),
    }) as Handler,

  record: (wired) => wireRecord({ logger: wired.logger, effectsOf: () => databaseEffects(wired) }) as Handler,

  undo: (wired) =>
    wireUndo({
      logger: wired.logger,
      effectsOf: () => ({ publish: publishOf(wired), ...databaseEffects(wired) }),
    }) as Handler,

  relay: (wired) =>
    wireRelay({
      logger: wired.logger,
      effectsOf: () => ({ publish: publishOf(wired), ...databaseEffects(wired) }),
    }) as Handler,

  aggregate: (wired) => wireAggregate({ logger: wired.logger, effectsOf: () => notificationEffects(wired) }) as Handler,

  detectStalled: (wired) =>
    wireDetectStalled({
      logger: wired.logger,
      effectsOf: () => ({
        ...notificationEffects(wired),
        deadLetterQueues: JSON.parse(wired.invocation.function.environment.DEAD_LETTER_QUEUES!) as DeadLetterQueues,
        // Dead letters of ingestion are no files to the model; the report of them has tests of its own.
        messagesIn: () => Promise.resolve(0),
        remainingMs: wired.invocation.remainingMs,
      }),
    }) as Handler,
};

/** @throws for a function that a template deploys on a queue or a schedule and the simulation does not wire */
export function assertSimulated(names: readonly string[]): void {
  const unknown = names.filter((name) => !(name in HANDLERS));
  if (unknown.length > 0) throw new Error(`not simulated: ${unknown.join(', ')}; wire them in functions.ts`);
}

/** The handler of a simulated function. */
export const handlerOf = (wired: Wired): Handler => HANDLERS[wired.invocation.function.name]!(wired);
