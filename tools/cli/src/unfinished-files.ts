import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '@customer-files/format';
import type { CloudHandle } from '@customer-files/local-cloud';
import pg from 'pg';
import { STATE } from './paths';

/** A version id that is also a file name, as those of the embedded cloud are. */
const FILE_NAME = /^\w[\w.-]{0,199}$/;

/** SQLSTATE: there is no such table. */
const UNDEFINED_TABLE = '42P01';

/**
 * The files that are in S3 and have not ended: one small file each in the state folder, by version of the object. After a
 * `kill -9` they say what the queues of the embedded cloud go on with.
 */
export class UnfinishedFiles {
  private readonly folder: string;

  constructor(state = STATE) {
    this.folder = join(state, 'unfinished');
  }

  add(versionId: string, name: string): void {
    if (!FILE_NAME.test(versionId)) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.folder, versionId), name, { mode: 0o600 });
  }

  remove(versionId: string): void {
    if (FILE_NAME.test(versionId)) rmSync(join(this.folder, versionId), { force: true });
  }

  /** The names by version. */
  all(): ReadonlyMap<string, string> {
    try {
      const versions = readdirSync(this.folder);
      return new Map(versions.map((version) => [version, readFileSync(join(this.folder, version), 'utf8')]));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw error;
    }
  }
}

/** Which versions of objects the load history has, that is, which files have ended. */
async function ended({ endpoints: { postgres } }: CloudHandle, versions: readonly string[]): Promise<string[]> {
  const { host, port, database, owner } = postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    const sql = 'SELECT version_id FROM customer_file WHERE version_id = ANY($1)';
    return (await client.query<{ version_id: string }>(sql, [versions])).rows.map(({ version_id: id }) => id);
  } catch (error) {
    // The run was killed before the first migration.
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return [];
    throw error;
  } finally {
    await client.end();
  }
}

/** A sentence about files of an earlier run. */
export function resumption([first, ...more]: readonly string[]): string {
  if (more.length === 0) return `${first} was still being processed when an earlier run ended; it goes on now`;
  const others = formatCount(more.length, 'other file');
  return `${first} and ${others} were still being processed when an earlier run ended; they go on now`;
}

/**
 * Says which files an earlier run had not finished, or null. A cloud that was already running is processing files of other
 * programs, which are not meant.
 */
export async function resumedFiles(cloud: CloudHandle, unfinished = new UnfinishedFiles()): Promise<string | null> {
  const all = unfinished.all();
  if (cloud.found || all.size === 0) return null;
  for (const version of await ended(cloud, [...all.keys()])) unfinished.remove(version);
  const names = [...unfinished.all().values()].sort();
  return names.length > 0 ? resumption(names) : null;
}
