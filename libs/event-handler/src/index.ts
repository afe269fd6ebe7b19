export { batchConsumer, type BatchConsumer, loggedError } from './batch-consumer';
export { consumer, type EventMetadata } from './consumer';
export { type Envelope, EventRefused } from './envelope';
export { type Folder, isWithin, requireWithin } from './folder';
export { invoked } from './invoked';
export { type Scheduled, scheduled } from './scheduled';
export type { Stack, Wiring } from './wiring';
