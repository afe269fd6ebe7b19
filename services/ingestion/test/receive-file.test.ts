import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { examine } from '@customer-files/csv';
import { plainToInstance } from 'class-transformer';
import {
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
const TIME = '2026-06-30T22:30:00Z';

/** What is wrong with an event as its consumers will read it. */
const eventFaults = (event: FileEvent): string[] =>
  instanceFaults(plainToInstance(event.constructor as new () => object, JSON.parse(JSON.stringify(event)) as object));

interface World {
  content?: string | Buffer;
  settings?: Partial<FeedSettings>;
  /** What reading the object fails with. */
  reading?: Error;
  effects?: Partial<IngestionEffects>;
  /** Where earlier deliveries left what they had to. */
  memory?: ReturnType<typeof memoryStore>;
}

/** Tells ingestion of an object and returns what it read and what it published. */
async function received(
  event: ObjectCreated,
  { content = HEADER, settings, reading, effects, memory = memoryStore() }: World = {},
) {
  const published: FileEvent[] = [];
  const pins: StoredObject[] = [];
  const streams: Readable[] = [];
  const store: IngestionEffects['store'] = {
    ...memory,
    async read(pin) {
      pins.push(pin);
      if (reading) throw reading;
      const bytes = Buffer.from(content as string);
      streams.push(Readable.from([bytes]));
      return { stream: streams[0]!, bytes: bytes.length };
    },
  };
  const all = {
    store,
    examine,
    publish: async (events: readonly FileEvent[]) => void published.push(...events),
    ...effects,
  };
  await receiveFile(event, TIME, Object.assign(new FeedSettings(), settings), all);
  return { published, pins, streams };
}

describe('a file that is readable', () => {
  it('is announced, with all that the others need to judge it', async () => {
    const settings = { timeZone: 'Europe/Berlin', maxRejects: 5 };
    const { published } = await received(created(), { settings });
    expect(published).toHaveLength(1);
    expect(published[0]).toBeInstanceOf(CustomerFileReceived);
    expect(published[0]).toEqual(
      Object.assign(new CustomerFileReceived(), {
        fileId: fileIdOf(created()),
        object: { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v1', etag: 'e1', bytes: 100 },
        receivedAt: '2026-06-30T22:30:00.000Z',
        asOf: '2026-07-01',
        settings: Object.assign(new FeedSettings(), settings),
        dialect: { gzip: false, encoding: 'utf-8', delimiter: ',', returned: false },
        columns: { customer_id: 0, full_name: 1, email: 2, age: 3, date_of_birth: 4, phone_number: 5, country: 6 },
        width: 7,
      }),
    );
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('is read by exactly the version that the event names', async () => {
    expect((await received(created({ 'version-id': 'v9' }))).pins).toMatchObject([{ versionId: 'v9' }]);
  });

  it('is read by its ETag in a bucket without versions', async () => {
    expect((await received(createdWithoutVersion({ etag: 'e9' }))).pins).toMatchObject([
      { versionId: null, etag: 'e9' },
    ]);
  });

  it('keeps its key as it is', async () => {
    const key = 'incoming/a+b%2B ü.csv.GZ';
    const { published } = await received(created({ key }), { content: gzipSync(HEADER) });
    expect(published).toMatchObject([{ object: { key }, dialect: { gzip: true } }]);
  });

  it('is announced the same on every delivery', async () => {
    expect((await received(created())).published).toEqual((await received(created())).published);
  });
});

describe('a file of which another delivery was handled before', () => {
  it('is announced as it was, though it is gone by now and the settings have changed', async () => {
    const memory = memoryStore();
    const { published } = await received(created(), { memory });
    const later = {
      memory,
      reading: new ObjectNotFound('landing', 'incoming/customers.csv'),
      settings: { timeZone: 'Europe/Berlin' },
    };
    expect((await received(created(), later)).published).toEqual(published);
  });

  it('stays refused as it was, though it could be read by now', async () => {
    const memory = memoryStore();
    const { published } = await received(created(), { memory, settings: { maxBytes: 10 } });
    const again = await received(created(), { memory });
    expect(published).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
    expect(again.published[0]).toBeInstanceOf(CustomerFileRefused);
    expect(again.published).toEqual(published);
  });
});

describe('an object that is not ours', () => {
  it.each(['incoming/readme.txt', 'outgoing/customers.csv', 'incoming/'])('is left alone, unread: %s', async (key) => {
    expect(await received(created({ key }))).toEqual({ published: [], pins: [], streams: [] });
  });
});

describe('a file that cannot be processed', () => {
  it('is refused with its reason and a hint, having given no row', async () => {
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

  it('is FILE_GONE where it is gone or has changed', async () => {
    const { published } = await received(created(), {
      reading: new ObjectNotFound('landing', 'incoming/customers.csv'),
    });
    expect(published).toMatchObject([{ code: 'FILE_GONE', message: expect.any(String), hint: expect.any(String) }]);
    expect(eventFaults(published[0]!)).toEqual([]);
  });

  it('is FILE_TOO_LARGE by its stored size alone, unexamined and let go', async () => {
    const examined = jest.fn();
    const { published, streams } = await received(created({ size: 1001 }), {
      settings: { maxBytes: 1000 },
      effects: { examine: examined },
    });
    expect(published).toMatchObject([
      { code: 'FILE_TOO_LARGE', message: 'The file has 1001 bytes; the feed allows 1000.' },
    ]);
    expect(examined).not.toHaveBeenCalled();
    expect(streams[0]!.destroyed).toBe(true);
  });

  it('is not too large at exactly what is allowed', async () => {
    expect((await received(created({ size: 1000 }), { settings: { maxBytes: 1000 } })).published[0]).toBeInstanceOf(
      CustomerFileReceived,
    );
  });

  it('is FILE_GONE rather than FILE_TOO_LARGE where it is both', async () => {
    const { published } = await received(created({ size: 1001 }), {
      settings: { maxBytes: 1000 },
      reading: new ObjectNotFound('landing', 'k'),
    });
    expect(published).toMatchObject([{ code: 'FILE_GONE' }]);
  });
});

describe('a fault that a retry may cure', () => {
  it('of the store is thrown, and nothing is announced', async () => {
    await expect(received(created(), { reading: new Error('S3 is slow') })).rejects.toThrow('S3 is slow');
  });

  it('of the stream is thrown: a file that broke off is not an empty one', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('customer_id,');
        throw new Error('connection reset');
      })(),
    );
    const store = { ...memoryStore(), read: async () => ({ stream: broken, bytes: 100 }) };
    await expect(received(created(), { effects: { store } })).rejects.toThrow('connection reset');
  });

  it('of the bus is thrown', async () => {
    const publish = async (): Promise<void> => Promise.reject(new Error('the bus is down'));
    await expect(received(created(), { effects: { publish } })).rejects.toThrow('the bus is down');
  });
});
