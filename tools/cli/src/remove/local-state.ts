import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '@customer-files/local-cloud';
import { formatCount } from '@customer-files/format';
import { isConfirmed } from './confirm';
import { formatBytes } from './remaining';

/** What is below a folder. */
function contentOf(folder: string): { files: number; bytes: number } {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { files, bytes };
}

/**
 * Removes what the embedded cloud keeps: it has no stacks, so that is all. Returns the exit status.
 *
 * @throws where an embedded cloud is using it
 */
export async function removeLocal(state: string, withData: boolean, yes: boolean): Promise<number> {
  if (!existsSync(state)) {
    process.stdout.write('stage local is not there: the embedded cloud has kept nothing\n');
    return 0;
  }
  const running = isRunning(state);
  if (running)
    throw new Error(
      `the embedded cloud is running (process ${running}) and uses ${state}: stop it first (Ctrl-C where it was started)`,
    );
  const { files, bytes } = contentOf(state);
  const kept = `${state}: ${formatCount(files, 'file')}, ${formatBytes(bytes)} (objects, database, e-mails, logs, packages)`;
  if (!withData) {
    process.stdout.write(
      `nothing runs, and the embedded cloud has no stacks; what stays is ${kept}; delete it with: npm run remove -- --stage local --with-data\n`,
    );
    return 0;
  }
  if (!yes) {
    process.stdout.write(`to be deleted: ${kept}\n`);
    if (!(await isConfirmed('local'))) throw new Error('that is not the name of the stage; nothing was deleted');
  }
  rmSync(state, { recursive: true, force: true });
  process.stdout.write(`deleted ${kept}\n`);
  return 0;
}
