/** A parameter of SSM is not what it has to be. The message says which key, and what it may be; put it right and nothing else is needed. */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly code = 'SETTINGS_INVALID';

  /** @param faults keys and what they may be, never values: some are secret */
  constructor(readonly parameter: string, readonly faults: readonly string[]) {
    super(`the parameter ${parameter} is not valid: ${faults.join('; ')}`);
  }
}

/** A parameter of SSM could not be read: it is not there, or may not be read, or SSM did not answer. */
export class ParameterUnreadable extends Error {
  override readonly name = 'ParameterUnreadable';
  readonly code = 'PARAMETER_UNREADABLE';

  constructor(readonly path: string, reasons: readonly string[], cause: unknown) {
    super(`the parameter ${path} could not be read: ${reasons.join('; ')}`, { cause });
  }
}
