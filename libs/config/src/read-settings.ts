import { FeedSettings } from '@customer-files/events';
import { validateSync } from 'class-validator';
import { beyondLimits } from './feed-limits';
import { SettingsInvalid } from './settings-invalid';

function faultsOf(settings: object): string[] {
  return validateSync(settings, { validationError: { target: false, value: false } }).flatMap(({ constraints }) =>
    Object.values(constraints ?? {}),
  );
}

/**
 * Makes an instance of a settings class from JSON. Keys that are missing keep the defaults of the class.
 *
 * @param parameter the beginning of messages: "the parameter feed"
 * @param optional keys for which the class has no default
 * @throws {SettingsInvalid} which names every key that is unknown or wrong
 */
export function readSettings<T extends object>(
  make: new () => T,
  json: unknown,
  parameter: string,
  optional: readonly string[] = [],
): T {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new SettingsInvalid(parameter, ['it must be a JSON object']);
  const settings = new make();
  const known = new Set([...Object.keys(settings), ...optional]);
  const unknown = Object.keys(json)
    .filter((key) => !known.has(key))
    .map((key) => `unknown key ${key}`);
  const faults = [...unknown, ...faultsOf(Object.assign(settings, json))];
  if (faults.length > 0) throw new SettingsInvalid(parameter, faults);
  return settings;
}

/**
 * The settings of a feed, by default from the parameter `feed`.
 *
 * @param parameter the beginning of messages
 * @throws {SettingsInvalid}
 */
export function readFeedSettings(json: unknown, parameter = 'the parameter feed'): FeedSettings {
  const settings = readSettings(FeedSettings, json, parameter);
  const faults = beyondLimits(settings);
  if (faults.length > 0) throw new SettingsInvalid(parameter, faults);
  return settings;
}
