import { errorText } from '../bin/printable.mjs';
import { UsageError } from '../bin/usage-error.mjs';

/** EX_USAGE of sysexits.h. */
const USAGE = 64;

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || (error as { code?: unknown }).code === 'SETTINGS_INVALID';

/** Sets the exit status of the process from a command, or prints the error that it failed with. */
export function exitWith(command: Promise<number>): void {
  // The reader of the output (head, less) has closed it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  command.then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      process.stderr.write(errorText(error));
      process.exitCode = isUsage(error) ? USAGE : 1;
    },
  );
}
