/** An SSM parameter could not be read: it does not exist, access is denied, or SSM did not answer. */
export class ParameterUnreadable extends Error {
  override readonly name = 'ParameterUnreadable';
  readonly code = 'PARAMETER_UNREADABLE';

  constructor(
    readonly path: string,
    reasons: readonly string[],
    cause: unknown,
  ) {
    super(`the parameter ${path} could not be read: ${reasons.join('; ')}`, { cause });
  }
}
