import { scheduled, type Wiring } from '@customer-files/event-handler';
import { relayOutbox, type RelayEffects } from '../use-cases/relay-outbox';

/** Runs the outbox relay on its schedule. Returns the number of parts that it published. */
export function wireRelay({ effectsOf, ...stack }: Wiring<RelayEffects>) {
  return scheduled({
    ...stack,
    async handle(context) {
      const published = await relayOutbox(effectsOf(context));
      if (published > 0)
        stack.logger.warn('published the outcome of parts that were loaded and left unpublished', { published });
      return { published };
    },
  });
}
