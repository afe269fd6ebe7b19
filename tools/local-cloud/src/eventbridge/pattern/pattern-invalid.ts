/** A pattern that EventBridge refuses: PutRule and CreateArchive would answer InvalidEventPatternException with this message. */
export class PatternInvalid extends Error {
  override readonly name = 'PatternInvalid';

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}
