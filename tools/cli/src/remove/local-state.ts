import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '@customer-files/local-cloud';
import { formatCount } from '@customer-files/format';
import { isConfirmed } from './confirm';
import { formatBytes } from './remaining';

/** What is below a folder, without what links lead to. `readdirSync` with `recursive` would follow them. */
function contentOf(folder: string): { files: number; bytes: number } {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const below = contentOf(path);
      files += below.files;
      bytes += below.bytes;
    } else if (entry.isFile()) {
      files++;
      bytes += lstatSync(path).size;
    }
  }
  return { files, bytes };
}

function refuseLink(state: string): void {
  if (lstatSync(state, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(
      `${state} is a link, so nothing was deleted; remove the link and the directory it leads to yourself`,
    );
}

/**
 * Removes what the embedded cloud keeps: it has no stacks, so that is all. Returns the exit status.
 *
 * @throws where an embedded cloud is using it, or where it is a link: the data behind a link would stay
 */
export async function removeLocal(state: string, withData: boolean, yes: boolean): Promise<number> {
  refuseLink(state);
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
