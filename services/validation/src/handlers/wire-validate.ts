import { consumer, type Wiring } from '@customer-files/event-handler';
import { CustomerFileReceived } from '@customer-files/events';
import { validateFile, type ValidationEffects } from '../use-cases/validate-file';

/** Validates each file that was received. */
export function wireValidate({ effectsOf, ...stack }: Wiring<ValidationEffects>) {
  return consumer({
    ...stack,
    events: [CustomerFileReceived],
    handle: (received, _about, context) => validateFile(received, effectsOf(context)),
  });
}
