/**
 * How long after its commit a part that was never marked as published counts as owed. Until then the message that brought it
 * may still be under way: it comes back after its queue's visibility time-out, which is shorter.
 */
export const OWED_AFTER_MINUTES = 15;

/** Parts that were applied before then and are not published are owed. */
export const owedBefore = (now: Date): Date => new Date(now.getTime() - OWED_AFTER_MINUTES * 60_000);
