import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/** How to run the programs of PostgreSQL, which refuse to run as root. */
export interface ServerUser {
  /** Returns the command line that runs the program as the server's user. */
  command: (program: string, args: readonly string[]) => [string, string[]];
  /** Changes the owner of a path to the server's user. */
  own: (folder: string) => void;
}

const isThere = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const idOf = (flag: '-u' | '-g'): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));

/**
 * An ordinary user runs the server as itself. Root runs it as `nobody`, with the one capability to pass through
 * directories that are closed to others (a clone below /root or in a private temporary directory); no user is added to
 * the machine. With util-linux, the server ends when this process does, for whatever reason.
 *
 * @throws Error for root without util-linux
 */
export function serverUser(): ServerUser {
  const hasSetpriv = process.platform === 'linux' && isThere('setpriv');
  if (process.getuid?.() !== 0) {
    return {
      command: (program, args) =>
        hasSetpriv ? ['setpriv', ['--pdeathsig', 'INT', program, ...args]] : [program, [...args]],
      own: () => undefined,
    };
  }
  if (!hasSetpriv)
    throw new Error(
      'PostgreSQL does not run as root, and setpriv (util-linux) is not installed: run this as an ordinary user',
    );
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  // PostgreSQL finds its programs with access(2), which ignores capabilities unless the fix-up is off.
  const capability = [
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
    '--securebits=+no_setuid_fixup',
  ];
  const become = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capability, '--pdeathsig', 'INT'];
  return {
    command: (program, args) => ['setpriv', [...become, program, ...args]],
    own: (folder) => chownSync(folder, uid, gid),
  };
}
