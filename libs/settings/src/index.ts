export { FeedSettings } from '@customer-files/events';
export { parameter } from './parameter';
export { readFeedSettings, readSettings, SettingsInvalid } from './read-settings';
