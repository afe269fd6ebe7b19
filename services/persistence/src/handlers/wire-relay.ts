import { scheduled, type Wiring } from '@customer-files/event-handler';
import { relayOutbox, type RelayEffects } from '../use-cases/relay-outbox';

/** The outbox relay: publishes what was loaded and, for a crash, never published. Answers with the number of parts. */
export function wireRelay({ effectsOf, ...stack }: Wiring<RelayEffects>) {
  return scheduled({
    ...stack,
    async handle(context) {
      const published = await relayOutbox(effectsOf(context));
      if (published > 0) stack.logger.warn('parts that were loaded had not been published, and are now', { published });
      return { published };
    },
  });
}
