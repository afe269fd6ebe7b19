import { Logger } from '@aws-lambda-powertools/logger';
import { examine } from '@customer-files/csv';
import { busPublisher } from '@customer-files/event-bus';
import { batchConsumer } from '@customer-files/event-handler';
import { objectStore } from '@customer-files/object-store';
import { parameter, readFeedSettings } from '@customer-files/settings';
import type { ObjectCreated } from '../domain/object-created';
import { receiveFile } from '../receive-file';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: process.env.BUS_NAME!, source: 'customer-files.ingestion' }),
  examine,
};

/** Receives each object that S3 reports as created under the incoming prefix. */
export const handler = batchConsumer<{ feed: unknown }>({
  logger: new Logger(),
  middlewares: [parameter('feed', process.env.FEED_PARAMETER!)],
  handle: ({ detail, time }, { feed }) => receiveFile(detail as unknown as ObjectCreated, time, readFeedSettings(feed), effects),
});
