import { batchConsumer, EventRefused, type Wiring } from '@customer-files/event-handler';
import type { FeedSettings } from '@customer-files/events';
import { fileIdOf } from '../domain/file-id';
import { objectCreatedOf } from '../domain/object-created';
import { type IngestionEffects, receiveFile } from '../use-cases/receive-file';

/** The effects of the use case, and the current settings of the feed. */
export interface ReceiveEffects extends IngestionEffects {
  settings: FeedSettings;
}

/** Calls {@link receiveFile} for each object that S3 reports as created under the incoming prefix. */
export function wireReceive({ effectsOf, ...stack }: Wiring<ReceiveEffects>) {
  return batchConsumer({
    ...stack,
    async handle({ source, 'detail-type': type, detail, time }, context) {
      // No account can publish under a source that begins with "aws.".
      const created = source === 'aws.s3' && type === 'Object Created' ? objectCreatedOf(detail) : null;
      if (!created) throw new EventRefused('it is not an "Object Created" event of S3');
      stack.logger.setCorrelationId(fileIdOf(created));
      const { settings, ...effects } = effectsOf(context);
      await receiveFile(created, time, settings, effects);
    },
  });
}
