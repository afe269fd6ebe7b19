import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { startAtFreePort } from '../../src/postgres/postgres';
import { ServerProcess } from '../../src/postgres/server-process';
import { occupy } from '../ports';
import { temporaryFolder } from '../temporary-folder';

describe('the port of PostgreSQL', () => {
  it('PostgreSQL is started at another port if a program takes the chosen one before it does', async () => {
    const tried: number[] = [];
    let other: Server | null = null;
    const { process, taken } = await startAtFreePort(0, async (port) => {
      tried.push(port);
      if (tried.length > 1) return 'started';
      other = await occupy(port);
      throw new Error('the port is in use');
    });
    other!.close();
    expect([process, tried[1]]).toEqual(['started', taken]);
    expect(tried[0]).not.toBe(tried[1]);
  });

  it('a server that fails at a port that is free is not tried at another', async () => {
    const start = jest.fn(() => Promise.reject(new Error('no cluster')));
    await expect(startAtFreePort(0, start)).rejects.toThrow('no cluster');
    expect(start).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      'FATAL:  could not write lock file "postmaster.pid": No space left on device',
      /^the disk of \S+ is full; free some/,
    ],
    [
      'FATAL:  data directory has wrong ownership',
      /^PostgreSQL did not start; its log \S+ says why: data directory has wr/,
    ],
  ])('a server that ends with "%s" says in one line what to do', async (log, message) => {
    const folder = temporaryFolder();
    const logFile = join(folder, 'postgres.log');
    writeFileSync(logFile, 'FATAL:  of an earlier run: No space left on device\n');
    const starting = ServerProcess.start({
      command: ['sh', ['-c', `echo '2026-11-25 UTC [1] ${log}'; exit 1`]],
      superuser: {},
      data: folder,
      logFile,
    });
    await expect(starting).rejects.toThrow(message);
    rmSync(folder, { recursive: true, force: true });
  });

  it('the password of PostgreSQL is not offered to another program at its port', async () => {
    const folder = temporaryFolder();
    let connections = 0;
    const stranger = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const { port } = stranger.address() as AddressInfo;
    const superuser = { host: '127.0.0.1', port, user: 'postgres', password: 'secret', database: 'postgres' };
    const starting = ServerProcess.start({
      command: ['sh', ['-c', 'sleep 1']],
      superuser,
      data: folder,
      logFile: join(folder, 'postgres.log'),
    });
    await expect(starting).rejects.toThrow('PostgreSQL did not start');
    expect(connections).toBe(0);
    stranger.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
