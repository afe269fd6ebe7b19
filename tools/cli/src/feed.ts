import type { FeedSettings } from '@customer-files/events';
import { readFeedSettings } from '@customer-files/config';
import type { Settings } from './command';

/**
 * The settings that the user gave, or the defaults.
 *
 * @throws SettingsInvalid that names every unknown or invalid key
 */
export function feedSettings(given: Settings): FeedSettings {
  return readFeedSettings(given ?? {}, 'the file of --settings');
}
