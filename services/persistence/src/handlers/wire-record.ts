import { consumer, type Wiring } from '@customer-files/event-handler';
import { CustomerFileProcessed } from '@customer-files/events';
import type { DatabaseEffects } from '../use-cases/database-retry';
import { recordFile } from '../use-cases/record-file';

/** Writes the load history. */
export function wireRecord({ effectsOf, ...stack }: Wiring<DatabaseEffects>) {
  return consumer({
    ...stack,
    events: [CustomerFileProcessed],
    handle: (ended, _metadata, context) => recordFile(ended, effectsOf(context)),
  });
}
