import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { COLUMN_NAMES } from '@customer-files/customer-schema';
import { plainToInstance } from 'class-transformer';
import {
  create,
  CustomerFileReceived,
  CustomerFileRefused,
  eventFaults as instanceFaults,
  FeedSettings,
  type FileEvent,
  type StoredObject,
} from '@customer-files/events';
import { ObjectNotFound } from '@customer-files/object-store';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { fileIdOf } from '../src/domain/file-id';
import type { ObjectCreated } from '../src/domain/object-created';
import { type IngestionEffects, receiveFile } from '../src/use-cases/receive-file';
import { created, createdWithoutVersion } from './created';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number,country\n';
/** The positions of optional columns that a header does not have. */
const NOT_IN_THE_HEADER = Object.fromEntries(COLUMN_NAMES.map((name) => [name, null]));
const TIME = '2026-06-30T22:30:00Z';

/** The faults that consumers find in an event. */
const eventFaults = (event: FileEvent): string[] =>
  instanceFaults(plainToInstance(event.constructor as new () => object, JSON.parse(JSON.stringify(event)) as object));

interface Conditions {
  content?: string | Buffer;
  settings?: Partial<FeedSettings>;
  /** The error of reading the object. */
  readError?: Error;
  effects?: Partial<IngestionEffects>;
  /** The store, with the decisions of earlier deliveries. */
  memory?: ReturnType<typeof memoryStore>;
}

/** Calls the use case with an event of S3; returns what it read and what it published. */
async function received(
  event: ObjectCreated,
  { content = HEADER, settings, readError, effects, memory = memoryStore() }: Conditions = {},
) {
  const published: FileEvent[] = [];
  const references: StoredObject[] = [];
  const streams: Readable[] = [];
  const store: IngestionEffects['store'] = {
    ...memory,
    async read(reference) {
      references.push(reference);
      if (readError) throw readError;
      const bytes = Buffer.from(content as string);
      streams.push(Readable.from([bytes]));
      return { stream: streams[0]!, bytes: bytes.length };
    },
  };
  const all = {
    store,
    publish: async (events: readonly FileEvent[]) => void published.push(...events),
    ...effects,
  };
  await receiveFile(event, TIME, Object.assign(new FeedSettings(), settings), all);
  return { published, references, streams };
}

describe('receiving a readable file', () => {
  it('publishes CustomerFileReceived with everything that validation needs', async () => {
    const settings = { timeZone: 'Europe/Berlin', maxRejects: 5 };
    const { published } = await received(created(), { settings });
    expect(published).toHaveLength(1);
    expect(published[0]).toBeInstanceOf(CustomerFileReceived);
    expect(published[0]).toEqual(
      create(CustomerFileReceived, {
        fileId: fileIdOf(created()),
        object: { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v1', etag: 'e1', bytes: 100 },
        receivedAt: '2026-06-30T22:30:00.000Z',
        asOf: '2026-07-01',
        settings: Object.assign(new FeedSettings(), settings),
        dialect: { gzip: false, encoding: 'utf-8', delimiter: ',', returned: false },
        columns: {
          ...NOT_IN_THE_HEADER,
          customer_id: 0,
          full_name: 1,
          email: 2,
          age: 3,
          date_of_birth: 4,
          phone_number: 5,
          country: 6,
        },
        width: 7,
        notices: [],
      }),
    );
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('reads exactly the version that the event of S3 names', async () => {
    expect((await received(created({ 'version-id': 'v9' }))).references).toMatchObject([{ versionId: 'v9' }]);
  });

  it('reads by the ETag in a bucket without versioning', async () => {
    expect((await received(createdWithoutVersion({ etag: 'e9' }))).references).toMatchObject([
      { versionId: null, etag: 'e9' },
    ]);
  });

  it('publishes the key of the object unchanged', async () => {
    const key = 'incoming/a+b%2B ü.csv.GZ';
    const { published } = await received(created({ key }), { content: gzipSync(HEADER) });
    expect(published).toMatchObject([{ object: { key }, dialect: { gzip: true } }]);
  });

  it('publishes the same event on every delivery', async () => {
    expect((await received(created())).published).toEqual((await received(created())).published);
  });
});

describe('a second delivery of one upload', () => {
  it('publishes the first decision again, though the object is deleted and the settings have changed', async () => {
    const memory = memoryStore();
    const { published } = await received(created(), { memory });
    const later = {
      memory,
      readError: new ObjectNotFound('landing', 'incoming/customers.csv'),
      settings: { timeZone: 'Europe/Berlin' },
    };
    expect((await received(created(), later)).published).toEqual(published);
  });

  it('publishes the first refusal again, though the file could be read now', async () => {
    const memory = memoryStore();
    const { published } = await received(created(), { memory, settings: { maxBytes: 10 } });
    const again = await received(created(), { memory });
    expect(published).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
    expect(again.published[0]).toBeInstanceOf(CustomerFileRefused);
    expect(again.published).toEqual(published);
  });
});

describe('an object that is not a customer file', () => {
  it.each(['incoming/.customers.csv', 'incoming/customers.csv.part', 'outgoing/customers.csv', 'incoming/'])(
    'ignores the object %s and does not read it',
    async (key) => {
      expect(await received(created({ key }))).toEqual({ published: [], references: [], streams: [] });
    },
  );
});

describe('refusing a file', () => {
  it('publishes CustomerFileRefused with code, message and hint, and without rows', async () => {
    const { published } = await received(created(), { content: 'customer_id,full_name\n' });
    expect(published[0]).toBeInstanceOf(CustomerFileRefused);
    expect(published).toMatchObject([
      {
        fileId: fileIdOf(created()),
        code: 'HEADER_MISSING_COLUMN',
        receivedAt: '2026-06-30T22:30:00.000Z',
        asOf: '2026-06-30',
        object: { versionId: 'v1' },
        parts: 0,
        counts: null,
        failures: {},
        rejects: null,
      },
    ]);
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('refuses as FILE_GONE a file that was deleted or replaced', async () => {
    const { published } = await received(created(), {
      readError: new ObjectNotFound('landing', 'incoming/customers.csv'),
    });
    expect(published).toMatchObject([{ code: 'FILE_GONE', message: expect.any(String), hint: expect.any(String) }]);
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('refuses as FILE_TOO_LARGE by the stored size alone, and closes the stream', async () => {
    const { published, streams } = await received(created({ size: 1001 }), { settings: { maxBytes: 1000 } });
    expect(published).toMatchObject([
      { code: 'FILE_TOO_LARGE', message: 'The file has 1001 bytes; the feed allows 1000.' },
    ]);
    expect(streams[0]!.destroyed).toBe(true);
  });

  it('refuses as FILE_TOO_LARGE after its first bytes, however many more there are', async () => {
    let chunks = 0;
    const endless = Readable.from(
      (function* () {
        for (; chunks < 1000; chunks++) yield Buffer.from(HEADER.repeat(200));
      })(),
    );
    const store = { ...memoryStore(), read: async () => ({ stream: endless, bytes: 2e9 }) };
    const { published } = await received(created({ size: 2e9 }), { settings: { maxBytes: 1e9 }, effects: { store } });
    expect(published).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
    expect(chunks).toBeLessThan(50);
    expect(endless.destroyed).toBe(true);
  });

  it('refuses as FILE_NOT_CSV by its name, and closes the stream unread', async () => {
    const { published, streams } = await received(created({ key: 'incoming/customers.xlsx' }));
    expect(published).toMatchObject([{ code: 'FILE_NOT_CSV', hint: expect.stringContaining('workbook') }]);
    expect(streams[0]!.readableDidRead).toBe(false);
    expect(streams[0]!.destroyed).toBe(true);
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('refuses as FILE_GONE, not as FILE_NOT_CSV, a file that is both', async () => {
    const { published } = await received(created({ key: 'incoming/customers.xlsx' }), {
      readError: new ObjectNotFound('landing', 'k'),
    });
    expect(published).toMatchObject([{ code: 'FILE_GONE' }]);
  });

  it('refuses as FILE_NOT_CSV, not as FILE_TOO_LARGE, a file that is both', async () => {
    const { published } = await received(created({ size: 1001 }), {
      settings: { maxBytes: 1000 },
      content: '%PDF-1.7',
    });
    expect(published).toMatchObject([{ code: 'FILE_NOT_CSV' }]);
  });

  it('accepts a file of exactly the allowed size', async () => {
    expect((await received(created({ size: 1000 }), { settings: { maxBytes: 1000 } })).published[0]).toBeInstanceOf(
      CustomerFileReceived,
    );
  });

  it('refuses as FILE_GONE, not as FILE_TOO_LARGE, a file that is both', async () => {
    const { published } = await received(created({ size: 1001 }), {
      settings: { maxBytes: 1000 },
      readError: new ObjectNotFound('landing', 'k'),
    });
    expect(published).toMatchObject([{ code: 'FILE_GONE' }]);
  });
});

describe('an error that a retry may cure', () => {
  it('throws an error of the store and publishes nothing', async () => {
    const published: FileEvent[] = [];
    const publish = async (events: readonly FileEvent[]): Promise<void> => void published.push(...events);
    const failing = received(created(), { readError: new Error('S3 is slow'), effects: { publish } });
    await expect(failing).rejects.toThrow('S3 is slow');
    expect(published).toEqual([]);
  });

  it('throws an error of the stream: a file that broke off is not an empty one', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('customer_id,');
        throw new Error('connection reset');
      })(),
    );
    const store = { ...memoryStore(), read: async () => ({ stream: broken, bytes: 100 }) };
    await expect(received(created(), { effects: { store } })).rejects.toThrow('connection reset');
  });

  it('throws an error of the bus', async () => {
    const publish = async (): Promise<void> => Promise.reject(new Error('the bus is down'));
    await expect(received(created(), { effects: { publish } })).rejects.toThrow('the bus is down');
  });
});
