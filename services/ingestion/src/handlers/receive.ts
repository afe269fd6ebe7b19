import { Logger } from '@aws-lambda-powertools/logger';
import { readFeedSettings, requiredEnv } from '@customer-files/config';
import { parameter } from '@customer-files/config/parameter';
import { busPublisher } from '@customer-files/event-bus';
import { objectStore } from '@customer-files/object-store';
import { wireReceive } from './wire-receive';

const effects = {
  store: objectStore(),
  publish: busPublisher({ busName: requiredEnv('BUS_NAME'), source: 'customer-files.ingestion' }),
};

export const handler = wireReceive({
  logger: new Logger(),
  middlewares: [parameter('feed', requiredEnv('FEED_PARAMETER'))],
  effectsOf: (context) => ({ ...effects, settings: readFeedSettings((context as unknown as { feed: unknown }).feed) }),
});
