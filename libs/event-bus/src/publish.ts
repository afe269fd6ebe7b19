import type { FileEvent } from '@customer-files/events';

/** Publishes events, in order, and resolves when the bus has taken every one of them. */
export type Publish = (events: readonly FileEvent[]) => Promise<void>;
