export { busPublisher, type Publish, type PublisherOptions } from './bus-publisher';
export { EventInvalid, PublishFailed } from './errors';
