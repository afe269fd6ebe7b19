import { Logger } from '@aws-lambda-powertools/logger';
import { batchConsumer, consumer, EventRefused } from '@customer-files/event-handler';
import {
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
  CustomerRowsValidated,
  type FeedSettings,
} from '@customer-files/events';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { objectCreatedOf } from '../../../services/ingestion/src/domain/object-created';
import { receiveFile } from '../../../services/ingestion/src/use-cases/receive-file';
import type { FileProgressEvent } from '../../../services/notification/src/domain/file-progress';
import { aggregateEvent } from '../../../services/notification/src/use-cases/aggregate-event';
import { persistPart } from '../../../services/persistence/src/use-cases/persist-part';
import { validateFile } from '../../../services/validation/src/use-cases/validate-file';
import type { Bus } from './bus';
import type { VirtualClock } from './clock';
import type { Container } from './container';
import type { Invocation } from './invocation';
import type { Mailbox } from './mailbox';
import type { Objects } from '@customer-files/object-store/test/objects';
import type { Message } from './queue';
import { steppedStore } from './stepped-store';

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** What the functions have around them. */
export interface Surroundings {
  clock: VirtualClock;
  objects: Objects;
  bus: Bus;
  mailbox: Mailbox;
  partRows: number;
  settingsOf: (key: string) => FeedSettings;
}

interface Reason {
  code?: string;
  message: string;
}

const reasonOf = ({ code, message }: Reason): string => code ?? message;

const mail = { sender: 'feed@example.com', recipients: ['owner@example.com'], stalledAfterMinutes: 60 };

/** The four functions, wired as their handlers wire them, with a world instead of AWS. */
const FUNCTIONS: Record<
  string,
  (world: Surroundings, invocation: Invocation, container: Container | null, logger: Logger) => Handler
> = {
  ingestion: (world, invocation, _, logger) =>
    batchConsumer({
      logger,
      handle: async ({ detail, time }) => {
        const created = objectCreatedOf(detail);
        if (!created) throw new EventRefused('it is no "Object Created" of S3');
        await receiveFile(created, time, world.settingsOf(created.object.key), {
          ...effects(world, invocation),
        });
      },
    }) as Handler,

  validation: (world, invocation, _, logger) =>
    consumer({
      events: [CustomerFileReceived],
      logger,
      handle: (received) =>
        validateFile(received, { ...effects(world, invocation), workBucket: 'work', partRows: world.partRows }),
    }) as Handler,

  persistence: (world, invocation, container, logger) =>
    consumer({
      events: [CustomerRowsValidated],
      logger,
      handle: (announced, { isReplay }) =>
        persistPart(announced, isReplay, {
          ...effects(world, invocation),
          workBucket: 'work',
          rejectsPrefix: 'Curoupt_Records/',
          now: world.clock.date,
          connect: container!.connect,
          disconnect: container!.disconnect,
          renewLogin: () => Promise.resolve(),
          sleep: (ms) => invocation.sleep((wake) => void world.clock.after(ms, wake)),
          remainingMs: () => 60_000,
        }),
    }) as Handler,

  notification: (world, invocation, _, logger) =>
    consumer<FileProgressEvent>({
      events: [CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsPersisted],
      logger,
      handle: (event, { time }) =>
        aggregateEvent(event, time, {
          ...effects(world, invocation),
          bucket: 'notification',
          mail,
          functionName: 'aggregate',
          region: 'eu-west-1',
          leaseMs: 75_000,
          now: world.clock.date,
          send: world.mailbox.mailerFor(invocation, event.fileId),
        }),
    }) as Handler,
};

const effects = (world: Surroundings, invocation: Invocation) => ({
  store: steppedStore(world.objects, invocation),
  publish: world.bus.publisherFor(invocation),
});

/** Has a function handle one message. Resolves with whether the message is done; why it is not is told to `failed`. */
export async function handle(
  world: Surroundings,
  invocation: Invocation,
  container: Container | null,
  { id, body, receives }: Message,
  failed: (code: string) => void,
): Promise<boolean> {
  const logger = new Logger({ logLevel: 'SILENT' });
  logger.error = (_, ...[extra]) => failed(reasonOf((extra as { error: Reason }).error));
  const record = { messageId: id, body, attributes: { ApproximateReceiveCount: String(receives) } } as SQSRecord;
  const { batchItemFailures } = await FUNCTIONS[invocation.service]!(
    world,
    invocation,
    container,
    logger,
  )({ Records: [record] }, {} as Context);
  return batchItemFailures.length === 0;
}
