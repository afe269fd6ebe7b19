export { readFeedSettings, readSettings } from './read-settings';
export { requiredEnv } from './required-env';
export { SettingsInvalid } from './settings-invalid';
