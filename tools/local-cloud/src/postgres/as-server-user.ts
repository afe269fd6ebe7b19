import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/** How to run a program of PostgreSQL, which refuses to be root. */
export interface ServerUser {
  /** The command line that runs the program as the server's user. */
  command: (program: string, args: readonly string[]) => [string, string[]];
  /** Gives a folder to the server's user. */
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
 * An ordinary user is the server's user. Root runs it as `nobody`, with no more of root than to pass through folders that
 * are closed to others (a clone below /root or in a private temporary folder); no user is added to the machine. Where
 * there is util-linux, the server ends when this process does, however that ends.
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
      'PostgreSQL does not run as root, and setpriv (util-linux) is not there to change that: run this as an ordinary user',
    );
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  // PostgreSQL asks access(2) whether its programs are there, which does not count capabilities unless the fix-up is off.
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
