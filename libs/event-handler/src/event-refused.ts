/** A message is no event that this consumer understands; its queue brings it to the dead letters. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly code = 'EVENT_REFUSED';

  /** @param reason names keys and constraints, never values */
  constructor(readonly reason: string) {
    super(`the message was refused: ${reason}`);
  }
}
