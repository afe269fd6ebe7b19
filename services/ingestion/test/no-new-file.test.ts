import { CustomerFileReceived, FeedSettings, type FileEvent, type StoredObject } from '@customer-files/events';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { Objects } from '@customer-files/object-store/test/objects';
import fc from 'fast-check';
import { fileIdOf } from '../src/domain/file-id';
import type { ObjectCreated } from '../src/domain/object-created';
import { receiveFile } from '../src/use-cases/receive-file';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number\n';
const KEY = 'incoming/customers.csv';

type Reason = 'PutObject' | 'CopyObject';

/** A landing bucket whose events are delivered as a test says. */
function landing(versioned = true) {
  const objects = new Objects(versioned ? ['landing'] : []);
  const store = memoryStore(objects);
  const published: FileEvent[] = [];
  let written = 0;
  return {
    objects,
    published,
    fileIds: () => [...new Set(published.map(({ fileId }) => fileId))],
    put: (content: string | Buffer, reason: Reason = 'PutObject', key = KEY): ObjectCreated => {
      const { versionId, etag, bytes } = objects.put('landing', key, content);
      return {
        bucket: { name: 'landing' },
        reason,
        object: { key, size: bytes, etag, sequencer: `s${++written}`, ...(versionId && { 'version-id': versionId }) },
      };
    },
    deliver: (created: ObjectCreated, settings: Partial<FeedSettings> = {}) =>
      receiveFile(created, '2026-06-30T12:00:00Z', Object.assign(new FeedSettings(), settings), {
        store,
        publish: async (events) => void published.push(...events),
      }),
  };
}

describe('a copy of an object onto itself', () => {
  it('publishes nothing where the content was received before, on any delivery', async () => {
    const { put, deliver, published } = landing();
    const first = put(HEADER);
    await deliver(first);
    const copy = put(HEADER, 'CopyObject');
    const second = put(HEADER, 'CopyObject');
    for (const event of [copy, second, copy, second]) await deliver(event);
    expect(published).toMatchObject([{ fileId: fileIdOf(first) }]);
  });

  it('publishes nothing where other content was between, as when an old version is brought back', async () => {
    const { put, deliver, published } = landing();
    for (const event of [put(HEADER), put(`${HEADER}1`)]) await deliver(event);
    await deliver(put(HEADER, 'CopyObject'));
    expect(published).toHaveLength(2);
  });

  it.each<[string, (at: ReturnType<typeof landing>) => Promise<ObjectCreated>]>([
    ['a copy of other content', async ({ put }) => put(`${HEADER}1,`, 'CopyObject')],
    ['a copy from another key', async ({ put }) => put(HEADER, 'CopyObject', 'incoming/other.csv')],
    ['the same content that is put again', async ({ put }) => put(HEADER, 'PutObject')],
  ])('is not %s, which is a new file', async (_, made) => {
    const at = landing();
    await at.deliver(at.put(HEADER));
    const created = await made(at);
    await at.deliver(created);
    expect(at.fileIds()).toContain(fileIdOf(created));
  });

  it('is a new file where the earlier version was never received', async () => {
    const { put, deliver, published } = landing();
    put(HEADER);
    const copy = put(HEADER, 'CopyObject');
    await deliver(copy);
    expect(published).toMatchObject([{ fileId: fileIdOf(copy) }]);
  });

  it('is a new file where the earlier version was refused, as when the settings are corrected', async () => {
    const { put, deliver, published } = landing();
    const refused = put(Buffer.from(`${HEADER}1,Zo\xeb,`, 'latin1'));
    await deliver(refused);
    const copy = put(Buffer.from(`${HEADER}1,Zo\xeb,`, 'latin1'), 'CopyObject');
    await deliver(copy, { encoding: 'latin1' });
    expect(published).toMatchObject([
      { fileId: fileIdOf(refused), code: 'FILE_ENCODING' },
      { fileId: fileIdOf(copy), version: 1 },
    ]);
    expect(published[1]).toBeInstanceOf(CustomerFileReceived);
  });

  it('stays a new file once it was decided to be one, though the earlier version is received by then', async () => {
    const { put, deliver, fileIds } = landing();
    const first = put(HEADER);
    const copy = put(HEADER, 'CopyObject');
    for (const event of [copy, first, copy]) await deliver(event);
    expect(fileIds()).toEqual([copy, first].map(fileIdOf));
  });

  it('is a new file in a bucket without versioning, where nothing shows the earlier one', async () => {
    const { put, deliver, fileIds } = landing(false);
    for (const event of [put(HEADER), put(HEADER, 'CopyObject')]) await deliver(event);
    expect(fileIds()).toHaveLength(2);
  });
});

describe('an object of zero bytes', () => {
  it.each([true, false])('publishes nothing where its content has followed (versioning: %s)', async (versioned) => {
    const { put, deliver, published } = landing(versioned);
    const empty = put('');
    const content = put(HEADER);
    for (const event of [empty, content, empty]) await deliver(event);
    expect(published).toHaveLength(1);
    expect(published[0]).toBeInstanceOf(CustomerFileReceived);
  });

  it('is refused as FILE_EMPTY where nothing has followed, also as the newest of several', async () => {
    const { put, deliver, published } = landing();
    for (const event of [put(HEADER), put('')]) await deliver(event);
    expect(published).toMatchObject([{ version: 1 }, { code: 'FILE_EMPTY' }]);
  });

  it('stays refused once it was, though its content has followed', async () => {
    const { put, deliver, published } = landing();
    const empty = put('');
    await deliver(empty);
    put(HEADER);
    await deliver(empty);
    expect(published).toMatchObject([{ code: 'FILE_EMPTY' }, { code: 'FILE_EMPTY' }]);
  });

  it('is refused as FILE_GONE where its version was deleted, whatever other versions there are', async () => {
    const { put, deliver, published, objects } = landing();
    const { object } = put('');
    objects.delete({ bucket: 'landing', key: KEY, versionId: object['version-id']! } as StoredObject);
    put(HEADER);
    await deliver({ bucket: { name: 'landing' }, object });
    expect(published).toMatchObject([{ code: 'FILE_GONE' }]);
  });
});

describe('any writes to one key, whose events arrive in any order, several times and at the same time', () => {
  it('give every content an ending, and none to what is no new file once the first was received', async () => {
    const writes = fc.array(fc.tuple(fc.constantFrom('', HEADER, `${HEADER}1`), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(writes, fc.infiniteStream(fc.nat()), fc.boolean(), async (all, random, atOnce) => {
        const { put, deliver, published } = landing();
        const events = all.map(([content, isCopy]) => put(content, isCopy ? 'CopyObject' : 'PutObject'));
        const deliveries = [...events, ...events]
          .map((event) => ({ event, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ event }) => event);
        if (atOnce) await Promise.all(deliveries.map((event) => deliver(event)));
        else for (const event of deliveries) await deliver(event);
        const endings = new Set(published.map(({ fileId }) => fileId));
        for (const [i, event] of events.entries()) {
          const [content, isCopy] = all[i]!;
          // Every put of content is a file; and what is left out has another that stands for it.
          if (content !== '' && !isCopy) expect(endings).toContain(fileIdOf(event));
          if (!endings.has(fileIdOf(event))) {
            const isCopyOfReceived = events
              .slice(0, i)
              .some((other) => other.object.etag === event.object.etag && endings.has(fileIdOf(other)));
            expect(isCopyOfReceived || (content === '' && i < events.length - 1)).toBe(true);
          }
        }
        // All deliveries of one file publish the same.
        for (const id of endings) {
          const [first, ...others] = published.filter(({ fileId }) => fileId === id);
          for (const other of others) expect(other).toEqual(first);
        }
      }),
      { numRuns: 60 },
    );
  });
});
