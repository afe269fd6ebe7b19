import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** What the system says about a running process. */
export interface ProcessInfo {
  pid: number;
  /** Name of the program. */
  name: string;
  /** Empty once the process exits, for example just after it was killed. */
  commandLine: string;
  /** Working directory; empty if the system does not say. */
  directory: string;
}

/** Returns what `read` returns, or nothing: a process may end during the read, or belong to another user. */
function readable(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

const onLinux = (pid: number): ProcessInfo => ({
  pid,
  name: readable(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).trim(),
  commandLine: readable(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .replaceAll('\0', ' ')
    .trim(),
  directory: readable(() => readlinkSync(`/proc/${pid}/cwd`)),
});

/** Reads a line of `ps -axo pid=,args=`. */
function ofLine(line: string): ProcessInfo {
  const [, pid, commandLine = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
  return { pid: Number(pid), name: basename(commandLine.split(' ')[0]!), commandLine, directory: '' };
}

/** Lists the processes of this machine, those of other users too. */
export function processes(): ProcessInfo[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map((entry) => onLinux(Number(entry)));
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).trimEnd().split('\n').map(ofLine);
}
