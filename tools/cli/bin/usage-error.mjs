/** The command line asks for something that is not possible. The message is one line and says what to do. */
export class UsageError extends Error {}
