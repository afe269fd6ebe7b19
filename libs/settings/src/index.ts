export { readFeedSettings, readSettings } from './read-settings';
export { SettingsInvalid } from './settings-invalid';
