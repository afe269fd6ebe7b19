import 'reflect-metadata';
import { eventFaults } from '@customer-files/events';
import fc from 'fast-check';
import type { FileProgressEvent } from '../src/domain/file-progress';
import { MailRefused } from '../src/domain/mail-refused';
import { LeaseHeld } from '../src/use-cases/report-once';
import { FILE_ID, notification, persisted, received, refused, validated } from './files';

const whole = (): FileProgressEvent[] => [
  received(),
  validated(30, 5, 3),
  persisted(1, 10),
  persisted(2, 8, 2),
  persisted(3, 7, 1, 2),
];

describe('gathering the events of a file', () => {
  it('ends in one e-mail and one event, whatever the order and however often each event comes', async () => {
    const deliveries = fc.tuple(
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
      fc.array(fc.nat(4), { maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ([order, again]) => {
        const { hear, mails, published, open } = notification();
        for (const [nth, i] of order.entries()) {
          await hear(whole()[i]!);
          expect(open()).toEqual(nth < 4 ? [FILE_ID] : []);
        }
        for (const i of again) await hear(whole()[i]!);
        expect([mails.length, published.length, open()]).toEqual([1, 1, []]);
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

  it('lets one report where all events come at the same time', async () => {
    const { hear, mails, published } = notification();
    const ends = await Promise.allSettled([...whole(), ...whole()].map((event) => hear(event)));
    expect(
      ends
        .flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
        .every((reason) => reason instanceof LeaseHeld),
    ).toBe(true);
    expect([mails.length, published.length]).toEqual([1, 1]);
  });

  it.each([0, 1, 2, 3, 4])('says nothing while event %i is missing', async (missing) => {
    const { hear, mails, published } = notification();
    for (const [i, event] of whole().entries()) if (i !== missing) await hear(event);
    expect([mails, published]).toEqual([[], []]);
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
    ['a file refused before a row was read', [refused('HEADER_MISSING_COLUMN')], 'refused', null],
    [
      'a file refused after a part was announced',
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
  ] as [string, FileProgressEvent[], string, object | null][])('ends %s', async (_, events, status, counts) => {
    const { hear, mails, published } = notification();
    for (const event of events) await hear(event);
    expect(mails).toHaveLength(1);
    expect(published).toEqual([expect.objectContaining({ status, counts })]);
    expect(eventFaults(published[0]!).filter((fault) => !fault.includes('unknownValue'))).toEqual([]);
  });

  it('waits with a refusal for the parts that were announced', async () => {
    const { hear, mails } = notification();
    await hear(refused('FILE_CORRUPT', 2, { total: 4, valid: 4, invalid: 0 }));
    await hear(persisted(1, 2));
    expect(mails).toHaveLength(0);
    await hear(persisted(2, 2));
    expect(mails).toHaveLength(1);
  });

  it('writes nothing when an event comes again after the end', async () => {
    const { hear, store } = notification();
    for (const event of whole()) await hear(event);
    const spies = (['put', 'replaceIfMatch', 'delete'] as const).map((verb) => jest.spyOn(store, verb));
    const created = jest.spyOn(store, 'putIfAbsent');
    for (const event of whole()) await hear(event);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(
      (await Promise.all(created.mock.results.map(({ value }) => value as Promise<unknown>))).every(
        (stored) => stored === null,
      ),
    ).toBe(true);
  });

  it('ends a file whose marker was lost', async () => {
    const { hear, mails, objects } = notification();
    for (const event of whole()) {
      await hear(event);
      objects.forget('notification', `open/${FILE_ID}`);
    }
    expect(mails).toHaveLength(1);
  });

  it('keeps when each event was heard for the first time', async () => {
    const { hear, objects, later } = notification();
    await hear(received());
    later(30);
    await hear(received());
    expect(JSON.parse(String(objects.get('notification', `files/${FILE_ID}/heard/received.json`)!.body))).toMatchObject(
      { time: '2026-06-30T12:00:01Z', heardAt: '2026-06-30T12:00:05.000Z' },
    );
  });

  it('marks a file as open where the invocation that heard of it died before', async () => {
    const { hear, open, effects } = notification();
    const dying = {
      ...effects.store,
      putIfAbsent: (...args: Parameters<typeof effects.store.putIfAbsent>) =>
        args[1].startsWith('open/') ? Promise.reject(new Error('killed')) : effects.store.putIfAbsent(...args),
    };
    await expect(hear(received(), { store: dying })).rejects.toThrow('killed');
    expect(open()).toEqual([]);
    await hear(received());
    expect(open()).toEqual([FILE_ID]);
  });

  it('never reports numbers that do not add up', async () => {
    const { hear, mails, published } = notification();
    await hear(received());
    await hear(validated(30, 0, 1));
    await expect(hear(persisted(1, 29))).rejects.toMatchObject({ code: 'COUNTS_DISAGREE' });
    expect([mails, published]).toEqual([[], []]);
  });
});

describe('where SES does not take the e-mail', () => {
  const throttled = (): Promise<never> => Promise.reject(new MailRefused('Throttling', null));

  it('the message comes back, and sends one that is not marked, without waiting for a lease', async () => {
    const { hear, mails, published } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await expect(hear(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await hear(validated(0, 0, 0));
    await hear(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv: The file has a header and no rows.']);
    expect(published).toEqual([
      expect.objectContaining({ possiblyRepeated: false, finishedAt: '2026-06-30T12:00:05.000Z' }),
    ]);
  });

  it('what may have been sent before stays marked', async () => {
    const { hear, mails, later } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { send: () => Promise.reject(new Error('killed')) })).rejects.toThrow(
      'killed',
    );
    later(10);
    await expect(hear(validated(0, 0, 0), { send: throttled })).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    await hear(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^\[possibly repeated\] /)]);
  });
});

describe('when an invocation dies while it reports', () => {
  const dead = new Error('killed');

  it('before the e-mail: the message that comes back after the lease sends one, marked as possibly repeated', async () => {
    const { hear, mails, published, clock } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { send: () => Promise.reject(dead) })).rejects.toBe(dead);
    await expect(hear(validated(0, 0, 0))).rejects.toBeInstanceOf(LeaseHeld);
    clock.now = new Date('2026-06-30T12:10:00Z');
    await hear(validated(0, 0, 0));
    await hear(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([
      '[possibly repeated] customers.csv: The file has a header and no rows.',
    ]);
    expect(published).toEqual([
      expect.objectContaining({ possiblyRepeated: true, finishedAt: '2026-06-30T12:00:05.000Z' }),
    ]);
  });

  it('after the e-mail: it is not sent again, and the event that was owed is published', async () => {
    const { hear, mails, published, clock } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { publish: () => Promise.reject(dead) })).rejects.toBe(dead);
    clock.now = new Date('2026-06-30T12:10:00Z');
    await hear(validated(0, 0, 0));
    expect(mails).toHaveLength(1);
    expect(published).toEqual([expect.objectContaining({ possiblyRepeated: false })]);
  });
});
