export { batchConsumer, type BatchConsumer } from './batch-consumer';
export { type About, consumer } from './consumer';
export type { Envelope } from './envelope';
export { EventRefused } from './event-refused';
export { type Scheduled, scheduled } from './scheduled';
export type { Wiring } from './wiring';
