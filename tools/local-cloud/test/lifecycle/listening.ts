import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The state LISTEN in `/proc/net/tcp`. */
const LISTEN = '0A';

/** Formats `0100007F:B7FC` as 127.0.0.1:47100. Leaves IPv6 addresses unchanged. */
function readable(address: string): string {
  const [host = '', port = ''] = address.split(':');
  const bytes = host.length === 8 ? [...Buffer.from(host, 'hex')].reverse().join('.') : host;
  return `${bytes}:${parseInt(port, 16)}`;
}

function socketsOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).flatMap((fd) => {
    try {
      return readlinkSync(join(folder, fd));
    } catch (error) {
      // Closed since `readdir`.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

/** Returns the sorted addresses at which a process listens, such as `127.0.0.1:47100`. Linux only. */
export function listeningOf(pid: number): string[] {
  const mine = socketsOf(pid);
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8').trimEnd().split('\n').slice(1),
  );
  const sockets = lines.map((line) => line.trim().split(/\s+/));
  return sockets
    .filter(([, , , state, , , , , , inode]) => state === LISTEN && mine.has(inode!))
    .map(([, address]) => readable(address!))
    .sort();
}
