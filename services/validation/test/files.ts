import { Readable } from 'node:stream';
import { examine } from '@customer-files/csv';
import {
  create,
  CustomerFileReceived,
  type CustomerFileRefused,
  type CustomerFileValidated,
  CustomerRowsValidated,
  FeedSettings,
  type FileEvent,
} from '@customer-files/events';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { Objects } from '@customer-files/object-store/test/objects';
import { validateFile, type ValidationEffects } from '../src/use-cases/validate-file';

const FILE_ID = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
export const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
export const good = (id: number): string => `${id},Ada ${letters(id)},a${id}@example.com,36,1990-01-15,0123456789`;
export const bad = (id: number): string => good(id).replace('@', ' at ');

/** Validation on stores in memory; parts have three rows. */
export function validation() {
  const objects = new Objects(['landing']);
  const published: FileEvent[] = [];
  const effects: ValidationEffects = {
    store: memoryStore(objects),
    publish: async (events) => void published.push(...events),
    workBucket: 'work',
    incoming: { bucket: 'landing', prefix: 'incoming/' },
    partRows: 3,
  };
  return {
    objects,
    published,
    effects,
    parts: () =>
      published.filter((event) => event instanceof CustomerRowsValidated).map(({ part, rows }) => ({ part, rows })),
    ending: () => published.at(-1) as CustomerFileRefused | CustomerFileValidated,
    /** The event that ingestion publishes of a file with these lines. */
    receive: async (lines: readonly string[], settings: Partial<FeedSettings> = {}): Promise<CustomerFileReceived> => {
      const feed = Object.assign(new FeedSettings(), settings);
      const object = objects.put('landing', 'incoming/customers.csv', [HEADER, ...lines, ''].join('\n'));
      const examined = await examine(Readable.from([objects.read(object)]), feed);
      if (examined.kind === 'refused') throw new Error(examined.code);
      const { dialect, columns, width, notices } = examined;
      return create(CustomerFileReceived, {
        fileId: FILE_ID,
        object,
        receivedAt: '2026-06-30T12:00:00.000Z',
        asOf: '2026-06-30',
        settings: feed,
        dialect,
        columns,
        width,
        notices,
      });
    },
    validate: (received: CustomerFileReceived, changed: Partial<ValidationEffects> = {}) =>
      validateFile(received, { ...effects, ...changed }),
  };
}
