import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderPid, takeLock } from '../../src/lifecycle/lock';
import { identityOf, isAlive } from '../../src/lifecycle/process-identity';
import { temporaryFolder } from '../temporary-folder';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'cloud.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('locks', () => {
  it('a lock has one holder, and can be taken again after its release', () => {
    const held = takeLock(file);
    expect([takeLock(file), holderPid(file)]).toEqual([null, process.pid]);
    held!.release();
    expect([existsSync(file), holderPid(file)]).toEqual([false, null]);
    takeLock(file)!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a lock is taken over from a process that has died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const dead = identityOf(child.pid!);
    await once(child, 'exit');
    writeFileSync(file, JSON.stringify(dead));
    expect([isAlive(dead), holderPid(file)]).toEqual([false, null]);
    takeLock(file)!.release();
  });

  it.each(['', 'null', '{"pid"'])('a lock that a full disk has left incomplete (%j) is taken over', (content) => {
    writeFileSync(file, content);
    expect(holderPid(file)).toBe(null);
    const held = takeLock(file);
    expect(holderPid(file)).toBe(process.pid);
    held!.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  (process.platform === 'linux' ? it : it.skip)(
    'a lock is taken over from a process whose id belongs to another process now',
    () => {
      writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1' }));
      expect(holderPid(file)).toBe(null);
      const held = takeLock(file);
      expect(holderPid(file)).toBe(process.pid);
      held!.release();
    },
  );
});
