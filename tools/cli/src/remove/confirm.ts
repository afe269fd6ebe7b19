import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Asks on the terminal for the name of the stage. Resolves with whether that is what was typed.
 *
 * @param where in which account and region the stage is, where it is in an account
 */
export async function isConfirmed(stage: string, where = ''): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(terminal, 'close').then(() => '');
  const typed = new Promise<string>((resolve) =>
    terminal.question(`type the name of the stage, ${stage}, to delete all this${where}: `, resolve),
  );
  try {
    return (await Promise.race([typed, closed])).trim() === stage;
  } finally {
    terminal.close();
  }
}
