/**
 * The bus rejected some events at every attempt. The caller can safely publish all of them again: consumers are
 * idempotent.
 */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
  readonly code = 'PUBLISH_FAILED';

  /**
   * @param rejected number of events that the bus rejected at the last attempt
   * @param codes their error codes, each once (`ThrottlingException`, `InternalFailure`)
   */
  constructor(
    readonly rejected: number,
    readonly codes: readonly string[],
  ) {
    super(`the bus rejected ${rejected} ${rejected === 1 ? 'event' : 'events'}: ${codes.join(', ')}`);
  }
}

/**
 * An event is not valid by its class. This is a defect of the publisher, which no retry cures; nothing was published.
 */
export class EventInvalid extends Error {
  override readonly name = 'EventInvalid';
  readonly code = 'EVENT_INVALID';

  /** @param faults paths and constraints, never values */
  constructor(
    readonly detailType: string,
    readonly faults: readonly string[],
  ) {
    super(`${detailType} is not valid: ${faults.join('; ')}`);
  }
}
