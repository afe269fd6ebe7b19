export { batchConsumer, type BatchConsumer, type Envelope } from './batch-consumer';
export { type About, consumer } from './consumer';
export { EventRefused } from './event-refused';
