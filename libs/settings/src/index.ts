export { FeedSettings } from '@customer-files/events';
export { ParameterUnreadable, SettingsInvalid } from './errors';
export { forget, parameter, readAgain } from './parameter';
export { readFeedSettings, readSettings } from './read-settings';
