import { FeedSettings } from '@customer-files/events';
import { validateSync } from 'class-validator';

/** A parameter of SSM is not what it has to be. The message says which key, and what it may be; put it right and nothing else is needed. */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly code = 'SETTINGS_INVALID';

  constructor(readonly parameter: string, readonly faults: readonly string[]) {
    super(`the parameter ${parameter} is not valid: ${faults.join('; ')}`);
  }
}

/**
 * Fills an instance of a settings class with what JSON says; keys that are not there keep the class's defaults.
 * Throws {@link SettingsInvalid}, which names every key that is unknown or wrong.
 */
export function readSettings<T extends object>(make: new () => T, json: unknown, parameter: string, optional: readonly string[] = []): T {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new SettingsInvalid(parameter, ['it must be a JSON object']);
  const settings = Object.assign(new make(), json);
  const known = new Set([...Object.keys(new make()), ...optional]);
  const unknown = Object.keys(json).filter((key) => !known.has(key)).map((key) => `unknown key ${key}`);
  const wrong = validateSync(settings, { validationError: { target: false, value: false } }).flatMap(({ constraints }) => Object.values(constraints ?? {}));
  if (unknown.length + wrong.length > 0) throw new SettingsInvalid(parameter, [...unknown, ...wrong]);
  return settings;
}

/** The settings of a feed, as the parameter `feed` has them. Throws {@link SettingsInvalid}. */
export function readFeedSettings(json: unknown): FeedSettings {
  return readSettings(FeedSettings, json, 'feed');
}
