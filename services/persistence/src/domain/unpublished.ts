/**
 * Minutes after its commit from which the outbox relay publishes a part whose result is not recorded as published. Until
 * then the message that brought the part may come back: its queue's visibility time-out is shorter.
 */
export const RELAY_AFTER_MINUTES = 15;

/** The relay publishes parts that were loaded before this time. */
export const relayBefore = (now: Date): Date => new Date(now.getTime() - RELAY_AFTER_MINUTES * 60_000);
