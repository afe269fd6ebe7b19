export { FeedSettings } from '@customer-files/events';
export { forget, parameter, readAgain } from './parameter';
export { readFeedSettings, readSettings, SettingsInvalid } from './read-settings';
