/** The bus did not take all events, however often they were sent; sending them all again is safe. */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
  readonly code = 'PUBLISH_FAILED';

  /** @param reasons what the bus said of the events that it did not take */
  constructor(readonly untaken: number, readonly reasons: readonly string[]) {
    super(`${untaken} events were not taken by the bus: ${[...new Set(reasons)].join(', ')}`);
  }
}

/** An event that breaks its own contract was about to be published: a defect of the publisher, which no retry cures. */
export class EventInvalid extends Error {
  override readonly name = 'EventInvalid';
  readonly code = 'EVENT_INVALID';

  /** @param faults paths and constraints, never values */
  constructor(readonly detailType: string, readonly faults: readonly string[]) {
    super(`${detailType} is not valid: ${faults.join('; ')}`);
  }
}
