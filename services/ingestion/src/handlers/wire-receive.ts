import { batchConsumer, EventRefused, type Wiring } from '@customer-files/event-handler';
import type { FeedSettings } from '@customer-files/events';
import { fileIdOf } from '../domain/file-id';
import { objectCreatedOf } from '../domain/object-created';
import { type IngestionEffects, receiveFile } from '../use-cases/receive-file';

/** What `receive` needs: the effects of its use case, and the settings of the feed as they stand now. */
export interface ReceiveEffects extends IngestionEffects {
  settings: FeedSettings;
}

/** Receives each object that S3 reports as created under the incoming prefix. */
export function wireReceive({ effectsOf, ...stack }: Wiring<ReceiveEffects>) {
  return batchConsumer({
    ...stack,
    async handle({ detail, time }, context) {
      const created = objectCreatedOf(detail);
      if (!created) throw new EventRefused('it is no "Object Created" of S3');
      stack.logger.setCorrelationId(fileIdOf(created));
      const { settings, ...effects } = effectsOf(context);
      await receiveFile(created, time, settings, effects);
    },
  });
}
