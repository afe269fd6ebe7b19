/** A parameter holds settings that are not valid. The message names each wrong key and its allowed values. */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly code = 'SETTINGS_INVALID';

  /**
   * @param parameter the beginning of the message: "the parameter feed"
   * @param faults keys and their allowed values, never the actual ones: some are secret
   */
  constructor(
    readonly parameter: string,
    readonly faults: readonly string[],
  ) {
    super(`${parameter} is not valid: ${faults.join('; ')}`);
  }
}
