import { Logger } from '@aws-lambda-powertools/logger';
import { examine } from '@customer-files/csv';
import { busPublisher } from '@customer-files/event-bus';
import { batchConsumer, EventRefused } from '@customer-files/event-handler';
import { objectStore } from '@customer-files/object-store';
import { parameter } from '@customer-files/config/parameter';
import { readFeedSettings, requiredEnv } from '@customer-files/config';
import { fileIdOf } from '../domain/file-id';
import { objectCreatedOf } from '../domain/object-created';
import { receiveFile } from '../use-cases/receive-file';

const logger = new Logger();
const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.ingestion' }),
  examine,
};

/** Receives each object that S3 reports as created under the incoming prefix. */
export const handler = batchConsumer<{ feed: unknown }>({
  logger,
  middlewares: [parameter('feed', requiredEnv('FEED_PARAMETER'))],
  async handle({ detail, time }, { feed }) {
    const created = objectCreatedOf(detail);
    if (!created) throw new EventRefused('it is no "Object Created" of S3');
    logger.setCorrelationId(fileIdOf(created));
    await receiveFile(created, time, readFeedSettings(feed), effects);
  },
});
