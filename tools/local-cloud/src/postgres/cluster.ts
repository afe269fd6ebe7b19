import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DiskFull, isFullDisk } from '../lifecycle/start-failure';
import type { ServerUser } from './as-server-user';
import type { Binaries } from './binaries';
import { endEarlierServer } from './earlier-server';

/** Passwords of the local roles, created with the cluster. */
export interface Passwords {
  superuser: string;
  owner: string;
  app: string;
}

const run = promisify(execFile);

const password = (): string => randomBytes(18).toString('base64url');

async function initialise(
  folder: string,
  data: string,
  passwords: Passwords,
  binaries: Binaries,
  user: ServerUser,
): Promise<void> {
  const aside = join(folder, 'data.new');
  const passwordFile = join(folder, 'superuser.new');
  // A killed run may have left its initdb, which would write into the new cluster.
  await endEarlierServer(aside);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  user.own(aside);
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  user.own(passwordFile);
  const [program, args] = user.command(binaries.initdb, [
    '-D',
    aside,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ]);
  await run(program, args, { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } }).catch(
    (error: unknown) => {
      throw isFullDisk(String(error)) ? new DiskFull(folder, error) : error;
    },
  );
  rmSync(passwordFile);
  // Only a complete cluster gets this name. What a killed run left is created anew.
  renameSync(aside, data);
}

/** Creates the cluster in `folder` if there is none. Returns its data directory and passwords. */
export async function ensureCluster(
  folder: string,
  binaries: Binaries,
  user: ServerUser,
): Promise<{ data: string; passwords: Passwords }> {
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  const file = join(folder, 'passwords.json');
  if (existsSync(data) && existsSync(file))
    return { data, passwords: JSON.parse(readFileSync(file, 'utf8')) as Passwords };
  rmSync(data, { recursive: true, force: true });
  const passwords = { superuser: password(), owner: password(), app: password() };
  writeFileSync(file, JSON.stringify(passwords), { mode: 0o600 });
  chmodSync(file, 0o600);
  await initialise(folder, data, passwords, binaries, user);
  return { data, passwords };
}
