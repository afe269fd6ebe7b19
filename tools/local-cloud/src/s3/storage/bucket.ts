import { mkdirSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfKey, isMissing, readJson, writeJson } from './files';
import type { BucketRecord, KeyRecord, Version } from './records';
import { SortedKeys } from './sorted-keys';

/**
 * A bucket. Its records are held in memory and written to disk at each change, synchronously: a concurrent reader sees
 * the old or the new content, and nothing in between. Callers lock the key that they change.
 */
export class Bucket {
  private readonly keys: Map<string, KeyRecord>;
  /** Keys whose newest version is not a delete marker, in listing order. */
  readonly visible: SortedKeys;

  private constructor(
    private readonly directory: string,
    public record: BucketRecord,
    keys: KeyRecord[],
  ) {
    this.keys = new Map(keys.map((one) => [one.key, one]));
    this.visible = new SortedKeys(keys.filter((one) => one.versions[0]?.file != null).map((one) => one.key));
  }

  /** Reads a bucket from disk. Removes data files without a record, which a killed process has left. */
  static async load(directory: string, record: BucketRecord): Promise<Bucket> {
    const keys: KeyRecord[] = [];
    const objects = join(directory, 'objects');
    for (const outer of await subfolders(objects)) {
      for (const inner of await subfolders(join(objects, outer))) {
        const found = await loadKey(join(objects, outer, inner));
        if (found) keys.push(found);
      }
    }
    return new Bucket(directory, record, keys);
  }

  get name(): string {
    return this.record.name;
  }

  /** All versions of all keys, in no particular order. */
  *versions(): Generator<Version> {
    for (const { versions } of this.keys.values()) yield* versions;
  }

  /** The keys that have a version or a delete marker, in no particular order. */
  keyNames(): Iterable<string> {
    return this.keys.keys();
  }

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Returns the versions of a key, newest first; none if there is no such key. */
  versionsOf(key: string): readonly Version[] {
    return this.keys.get(key)?.versions ?? [];
  }

  /** Returns the path of a version's data. */
  dataPath(key: string, file: string): string {
    return join(this.folder(key), file);
  }

  /** Creates the key's directory. */
  prepare(key: string): void {
    if (!this.keys.has(key)) mkdirSync(this.folder(key), { recursive: true });
  }

  /** Replaces the versions of a key, on disk and then in memory. Removes data that no version refers to. */
  save(key: string, versions: Version[], temporary: string): void {
    const before = this.versionsOf(key);
    if (versions.length === 0) return this.forget(key);
    const record: KeyRecord = { key, versions };
    writeJson(join(this.folder(key), 'key.json'), record, temporary);
    this.keys.set(key, record);
    if (versions[0]!.file === null) this.visible.remove(key);
    else this.visible.add(key);
    const kept = new Set(versions.map(({ file }) => file));
    for (const { file } of before) {
      if (file !== null && !kept.has(file)) rmSync(this.dataPath(key, file), { force: true });
    }
  }

  private forget(key: string): void {
    // The record is removed first: the next start removes a directory without a record.
    rmSync(join(this.folder(key), 'key.json'), { force: true });
    this.keys.delete(key);
    this.visible.remove(key);
    rmSync(this.folder(key), { recursive: true, force: true });
  }

  private folder(key: string): string {
    return join(this.directory, 'objects', folderOfKey(key));
  }
}

/** Returns the names of the entries of a directory; none if it does not exist. */
export async function subfolders(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function loadKey(directory: string): Promise<KeyRecord | null> {
  const record = await readJson<KeyRecord>(join(directory, 'key.json'));
  if (!record) {
    await rm(directory, { recursive: true, force: true });
    return null;
  }
  const known = new Set(['key.json', ...record.versions.map(({ file }) => file)]);
  for (const file of await readdir(directory)) if (!known.has(file)) await rm(join(directory, file), { force: true });
  return record;
}
