/**
 * Settings are not what they have to be. The message says which key, and what it may be; put it right and nothing else
 * is needed.
 */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly code = 'SETTINGS_INVALID';

  /**
   * @param parameter where they come from, as a message begins: "the parameter feed"
   * @param faults keys and what they may be, never values: some are secret
   */
  constructor(
    readonly parameter: string,
    readonly faults: readonly string[],
  ) {
    super(`${parameter} is not valid: ${faults.join('; ')}`);
  }
}
