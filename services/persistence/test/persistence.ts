import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { create, CustomerRowsPersisted, CustomerRowsValidated, type FileEvent } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { persistPart, type PersistenceEffects } from '../src/use-cases/persist-part';
import type { TestDatabase } from './database';
import { partOf, type Row } from './parts';

export const FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
export const OTHER_FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f61';

export const row = (id: number, changed: Partial<Row> = {}): Row => ({
  id: BigInt(id),
  name: 'Ada Byron',
  email: `a${id}@example.com`,
  age: 36,
  born: '1990-01-15',
  phone: '0123456789',
  country: null,
  ...changed,
});

/** As small as chunks can come, where the head of a part is; larger behind it. */
function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += at < 60 ? 1 : 1000) yield bytes.subarray(at, at + (at < 60 ? 1 : 1000));
}

/** Persistence with its own connection; parts and conflicts in memory. */
export async function persistence({ asApp }: TestDatabase) {
  let source = await asApp();
  const parts = new Map<string, Buffer>();
  const written = new Map<string, string>();
  const published: FileEvent[] = [];
  const store: Pick<ObjectStore, 'read' | 'put'> = {
    read: async ({ key }) => ({
      stream: Readable.from(slices(parts.get(key)!), { objectMode: false }),
      bytes: parts.get(key)!.length,
    }),
    put: async (bucket, key, body) => {
      written.set(key, String(body));
      return { bucket, key, versionId: null, etag: 'c', bytes: body.length };
    },
  };
  const effects: PersistenceEffects = {
    store: store as ObjectStore,
    workBucket: 'work',
    rejectsPrefix: 'Curoupt_Records/',
    now: () => new Date(),
    sleep: async () => undefined,
    remainingMs: () => 300_000,
    publish: async (events) => void published.push(...events),
    connect: async () => source,
    disconnect: async () => {
      source = await asApp();
    },
    renewLogin: async () => undefined,
  };
  const announceBytes = (fileId: string, part: number, bytes: Buffer, rows: number): CustomerRowsValidated => {
    const key = `parts/${fileId}/${part}`;
    parts.set(key, bytes);
    const etag = createHash('md5').update(bytes).digest('hex');
    return create(CustomerRowsValidated, {
      fileId,
      part,
      rows,
      accepted: { bucket: 'work', key, versionId: null, etag, bytes: bytes.length },
    });
  };
  const announce = (fileId: string, part: number, rows: Row[]): CustomerRowsValidated =>
    announceBytes(fileId, part, partOf(fileId, rows), rows.length);
  return {
    published: published as CustomerRowsPersisted[],
    written,
    effects,
    announce,
    announceBytes,
    parts,
    persist: (event: CustomerRowsValidated, changed: Partial<PersistenceEffects> = {}, isReplay = false) =>
      persistPart(event, isReplay, { ...effects, ...changed }),
  };
}
