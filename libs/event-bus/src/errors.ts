/**
 * The bus did not take all events, however often they were sent. Nothing was lost: sending all of them again is safe.
 */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
  readonly code = 'PUBLISH_FAILED';

  /**
   * @param untaken how many events the bus did not take
   * @param codes what it said of them, each once (`ThrottlingException`, `InternalFailure`)
   */
  constructor(
    readonly untaken: number,
    readonly codes: readonly string[],
  ) {
    super(`${untaken} events were not taken by the bus: ${codes.join(', ')}`);
  }
}

/** An event that breaks its own contract was about to be published: a defect of the publisher, which no retry cures. */
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
