export { busPublisher, type PublisherOptions } from './bus-publisher';
export { EventInvalid, PublishFailed } from './errors';
export type { Publish } from './publish';
