import { consumer, type Wiring } from '@customer-files/event-handler';
import { CustomerRowsValidated } from '@customer-files/events';
import { type PersistenceEffects, persistPart } from '../use-cases/persist-part';

/** Loads each part of accepted rows. */
export function wirePersist({ effectsOf, ...stack }: Wiring<PersistenceEffects>) {
  return consumer({
    ...stack,
    events: [CustomerRowsValidated],
    handle: (validated, { isReplay }, context) => persistPart(validated, isReplay, effectsOf(context)),
  });
}
