import 'reflect-metadata';
import { eventFaults } from '@customer-files/events';
import fc from 'fast-check';
import type { FileProgressEvent } from '../src/domain/file-progress';
import { MailRefused } from '../src/domain/mail-refused';
import { LeaseHeld } from '../src/domain/send-record';
import { FILE_ID, persisted, received, refused, validated } from './events';
import { notification } from './notification';

const completeFile = (): FileProgressEvent[] => [
  received(),
  validated(30, 5, 3),
  persisted(1, 10),
  persisted(2, 8, 2),
  persisted(3, 7, 1, 2),
];

describe('the aggregator of the events of a file', () => {
  it('sends one e-mail and publishes one event, in any order of events, however often each is delivered', async () => {
    const deliveries = fc.tuple(
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
      fc.array(fc.nat(4), { maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ([order, repeated]) => {
        const { deliver, mails, published, open } = notification();
        for (const [nth, i] of order.entries()) {
          await deliver(completeFile()[i]!);
          expect(open()).toEqual(nth < 4 ? [FILE_ID] : []);
        }
        for (const i of repeated) await deliver(completeFile()[i]!);
        expect(mails).toHaveLength(1);
        expect(published).toHaveLength(1);
        expect(open()).toEqual([]);
        expect(published[0]!.late).toBe(false);
        expect(published[0]!.counts).toEqual({
          total: 35,
          valid: 30,
          invalid: 5,
          inserted: 25,
          unchanged: 3,
          conflicting: 2,
        });
      }),
      { numRuns: 200 },
    );
  });

  it('lets one invocation report a file of which all events are delivered at the same time', async () => {
    const { deliver, mails, published } = notification();
    const results = await Promise.allSettled([...completeFile(), ...completeFile()].map((event) => deliver(event)));
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(reasons.every((reason) => reason instanceof LeaseHeld)).toBe(true);
    expect(mails).toHaveLength(1);
    expect(published).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4])('sends and publishes nothing while event %i of a file is missing', async (missing) => {
    const { deliver, mails, published } = notification();
    for (const [i, event] of completeFile().entries()) if (i !== missing) await deliver(event);
    expect(mails).toEqual([]);
    expect(published).toEqual([]);
  });

  it.each([
    [
      'a file of no rows',
      [received(), validated(0, 0, 0)],
      'processed',
      { total: 0, valid: 0, invalid: 0, inserted: 0, unchanged: 0, conflicting: 0 },
    ],
    [
      'a file of which all rows were rejected',
      [received(), validated(0, 9, 0)],
      'processed',
      { total: 9, valid: 0, invalid: 9, inserted: 0, unchanged: 0, conflicting: 0 },
    ],
    ['a file that was refused before a row was read', [refused('HEADER_MISSING_COLUMN')], 'refused', null],
    [
      'a file that was refused after a part was published',
      [received(), persisted(1, 4), refused('FILE_CORRUPT', 1, { total: 5, valid: 4, invalid: 1 })],
      'refused',
      { total: 5, valid: 4, invalid: 1, inserted: 4, unchanged: 0, conflicting: 0 },
    ],
    [
      'a file with too many rejects, of which nothing was loaded',
      [received(), refused('TOO_MANY_REJECTS', 0, { total: 9, valid: 4, invalid: 5 })],
      'refused',
      { total: 9, valid: 4, invalid: 5, inserted: 0, unchanged: 0, conflicting: 0 },
    ],
  ] as [string, FileProgressEvent[], string, object | null][])(
    'reports the ending of %s',
    async (_, events, status, counts) => {
      const { deliver, mails, published } = notification();
      for (const event of events) await deliver(event);
      expect(mails).toHaveLength(1);
      expect(published).toEqual([expect.objectContaining({ status, counts })]);
      expect(eventFaults(published[0]!).filter((fault) => !fault.includes('unknownValue'))).toEqual([]);
    },
  );

  it('reports a refused file only after the parts that were published before the refusal are loaded', async () => {
    const { deliver, mails } = notification();
    await deliver(refused('FILE_CORRUPT', 2, { total: 4, valid: 4, invalid: 0 }));
    await deliver(persisted(1, 2));
    expect(mails).toHaveLength(0);
    await deliver(persisted(2, 2));
    expect(mails).toHaveLength(1);
  });

  it('writes nothing when an event is delivered again after the end of its file', async () => {
    const { deliver, store } = notification();
    for (const event of completeFile()) await deliver(event);
    const spies = (['put', 'replaceIfMatch', 'delete'] as const).map((verb) => jest.spyOn(store, verb));
    const conditional = jest.spyOn(store, 'putIfAbsent');
    for (const event of completeFile()) await deliver(event);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    const written = await Promise.all(conditional.mock.results.map(({ value }) => value as Promise<unknown>));
    expect(written).toEqual(completeFile().map(() => null));
  });

  it('ends a file whose open marker was lost', async () => {
    const { deliver, mails, objects } = notification();
    for (const event of completeFile()) {
      await deliver(event);
      objects.forget('notification', `open/${FILE_ID}`);
    }
    expect(mails).toHaveLength(1);
  });

  it('stores when each event was delivered for the first time', async () => {
    const { deliver, objects, later } = notification();
    await deliver(received());
    later(30);
    await deliver(received());
    const stored = objects.get('notification', `files/${FILE_ID}/events/received.json`)!;
    expect(JSON.parse(String(stored.body))).toMatchObject({
      time: '2026-06-30T12:00:01Z',
      firstSeenAt: '2026-06-30T12:00:05.000Z',
    });
  });

  it('marks a file as open if the invocation that stored its event crashed before it marked the file', async () => {
    const { deliver, open, effects } = notification();
    const crashing = {
      ...effects.store,
      putIfAbsent: (...args: Parameters<typeof effects.store.putIfAbsent>) =>
        args[1].startsWith('open/') ? Promise.reject(new Error('killed')) : effects.store.putIfAbsent(...args),
    };
    await expect(deliver(received(), { store: crashing })).rejects.toThrow('killed');
    expect(open()).toEqual([]);
    await deliver(received());
    expect(open()).toEqual([FILE_ID]);
  });

  it('never reports a file whose numbers do not add up', async () => {
    const { deliver, mails, published } = notification();
    await deliver(received());
    await deliver(validated(30, 0, 1));
    await expect(deliver(persisted(1, 29))).rejects.toMatchObject({ code: 'COUNTS_DISAGREE' });
    expect(mails).toEqual([]);
    expect(published).toEqual([]);
  });
});

describe('the aggregator, when SES refuses the e-mail', () => {
  const throttled = (): Promise<never> => Promise.reject(new MailRefused('Throttling', null));

  it('sends an unmarked e-mail on the next delivery, without waiting for the lease to expire', async () => {
    const { deliver, mails, published } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await expect(deliver(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await deliver(validated(0, 0, 0));
    await deliver(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv: The file has a header and no rows.']);
    expect(published).toEqual([
      expect.objectContaining({ possiblyRepeated: false, finishedAt: '2026-06-30T12:00:05.000Z' }),
    ]);
  });

  it('still marks the next e-mail if an attempt before the refusal may have sent it', async () => {
    const { deliver, mails, later } = notification();
    await deliver(received());
    const crashing = (): Promise<never> => Promise.reject(new Error('killed'));
    await expect(deliver(validated(0, 0, 0), { send: crashing })).rejects.toThrow('killed');
    later(10);
    await expect(deliver(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await deliver(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^\[possibly repeated\] /)]);
  });
});

describe('the aggregator, when an invocation crashes while it reports', () => {
  const crash = new Error('killed');

  it('marks the e-mail as possibly repeated after a crash between the lease and the record of the e-mail', async () => {
    const { deliver, mails, published, clock } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { send: () => Promise.reject(crash) })).rejects.toBe(crash);
    await expect(deliver(validated(0, 0, 0))).rejects.toBeInstanceOf(LeaseHeld);
    clock.now = new Date('2026-06-30T12:10:00Z');
    await deliver(validated(0, 0, 0));
    await deliver(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([
      '[possibly repeated] customers.csv: The file has a header and no rows.',
    ]);
    expect(published).toEqual([
      expect.objectContaining({ possiblyRepeated: true, finishedAt: '2026-06-30T12:00:05.000Z' }),
    ]);
  });

  it('publishes the event but sends no second e-mail after a crash between the e-mail and the event', async () => {
    const { deliver, mails, published, clock } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { publish: () => Promise.reject(crash) })).rejects.toBe(crash);
    clock.now = new Date('2026-06-30T12:10:00Z');
    await deliver(validated(0, 0, 0));
    expect(mails).toHaveLength(1);
    expect(published).toEqual([expect.objectContaining({ possiblyRepeated: false })]);
  });
});
