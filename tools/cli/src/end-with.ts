/** EX_USAGE of sysexits.h. */
const USAGE = 64;

/** Ends the program with the exit status of a command, or with what it failed with on standard error. */
export function endWith(command: Promise<number>): void {
  // Whoever read the output (head, less) has had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  command.then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = (error as { code?: unknown }).code === 'SETTINGS_INVALID' ? USAGE : 1;
    },
  );
}
