import { FeedSettings } from '@customer-files/events';
import { readSettings } from '@customer-files/config';
import type { Settings } from '../bin/arguments.mjs';

/** The settings that the user gave, or the defaults. Throws `SettingsInvalid`, naming every key that is unknown or wrong. */
export function feedSettings(given: Settings): FeedSettings {
  return readSettings(FeedSettings, given ?? {}, 'the file of --settings');
}
