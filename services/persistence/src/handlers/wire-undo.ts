import { readSettings } from '@customer-files/config';
import { invoked, type Wiring } from '@customer-files/event-handler';
import { UndoRequest } from '../domain/requests';
import { undoFile, type UndoEffects } from '../use-cases/undo-file';

/** Undoes a file, as far as one invocation goes. Returns an `UndoAnswer`. */
export function wireUndo({ effectsOf, ...stack }: Wiring<UndoEffects>) {
  return invoked({
    ...stack,
    handle: (payload, context) => {
      const { fileId, dryRun } = readSettings(UndoRequest, payload, 'the payload');
      stack.logger.setCorrelationId(fileId);
      return undoFile(fileId, dryRun, effectsOf(context));
    },
  });
}
