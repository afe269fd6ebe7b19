import 'reflect-metadata';
import { eventFaults } from '@customer-files/events';
import fc from 'fast-check';
import type { HeardEvent } from '../src/domain/heard';
import { MailRefused } from '../src/adapters/ses-mailer';
import { LeaseHeld } from '../src/gather-event';
import { notification, persisted, received, refused, validated } from './files';

const whole = (): HeardEvent[] => [received(), validated(30, 5, 3), persisted(1, 10), persisted(2, 8, 2), persisted(3, 7, 1, 2)];

describe('gathering the events of a file', () => {
  it('ends in one e-mail and one event, whatever the order and however often each event comes', async () => {
    const deliveries = fc.tuple(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.array(fc.nat(4), { maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(deliveries, async ([order, again]) => {
        const { hear, mails, published } = notification();
        for (const i of [...order, ...again]) await hear(whole()[i]!);
        expect(mails).toHaveLength(1);
        expect(published).toHaveLength(1);
        expect(published[0]!.counts).toEqual({ total: 35, valid: 30, invalid: 5, inserted: 25, unchanged: 3, conflicting: 2 });
      }),
      { numRuns: 200 },
    );
  });

  it('lets one report where all events come at the same time', async () => {
    const { hear, mails, published } = notification();
    const ends = await Promise.allSettled([...whole(), ...whole()].map((event) => hear(event)));
    expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])).every((reason) => reason instanceof LeaseHeld)).toBe(true);
    expect([mails.length, published.length]).toEqual([1, 1]);
  });

  it.each([0, 1, 2, 3, 4])('says nothing while event %i is missing', async (missing) => {
    const { hear, mails, published } = notification();
    for (const [i, event] of whole().entries()) if (i !== missing) await hear(event);
    expect([mails, published]).toEqual([[], []]);
  });

  it.each([
    ['a file of no rows', [received(), validated(0, 0, 0)], 'processed', { total: 0, valid: 0, invalid: 0, inserted: 0, unchanged: 0, conflicting: 0 }],
    ['a file of which all rows were rejected', [received(), validated(0, 9, 0)], 'processed', { total: 9, valid: 0, invalid: 9, inserted: 0, unchanged: 0, conflicting: 0 }],
    ['a file refused before a row was read', [refused('HEADER_MISSING_COLUMN')], 'refused', null],
    ['a file refused after a part was announced', [received(), persisted(1, 4), refused('FILE_CORRUPT', 1, { total: 5, valid: 4, invalid: 1 })], 'refused', { total: 5, valid: 4, invalid: 1, inserted: 4, unchanged: 0, conflicting: 0 }],
    ['a file with too many rejects, of which nothing was loaded', [received(), refused('TOO_MANY_REJECTS', 0, { total: 9, valid: 4, invalid: 5 })], 'refused', { total: 9, valid: 4, invalid: 5, inserted: 0, unchanged: 0, conflicting: 0 }],
  ] as [string, HeardEvent[], string, object | null][])('ends %s', async (_, events, status, counts) => {
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

  it('never reports numbers that do not add up', async () => {
    const { hear, mails, published } = notification();
    await hear(received());
    await hear(validated(30, 0, 1));
    await expect(hear(persisted(1, 29))).rejects.toMatchObject({ code: 'COUNTS_DISAGREE' });
    expect([mails, published]).toEqual([[], []]);
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
    expect(mails.map(({ subject }) => subject)).toEqual(['[possibly repeated] customers.csv: The file has a header and no rows.']);
    expect(published).toEqual([expect.objectContaining({ possiblyRepeated: true, finishedAt: '2026-06-30T12:00:05.000Z' })]);
  });

  it('while the mail service says no: whoever comes next sends at once, and it is no repetition', async () => {
    const { hear, mails, published } = notification();
    await hear(received());
    const throttled = { send: () => Promise.reject(new MailRefused('ThrottlingException')) };
    for (let times = 1; times <= 3; times++) await expect(hear(validated(0, 0, 0), throttled)).rejects.toBeInstanceOf(MailRefused);
    await hear(validated(0, 0, 0));
    await hear(validated(0, 0, 0));
    expect([mails.length, published.length]).toEqual([1, 1]);
    expect(published[0]).toMatchObject({ possiblyRepeated: false });
  });

  it('after the mail service had said no: the next one is marked', async () => {
    const { hear, mails, clock } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { send: () => Promise.reject(new MailRefused('ThrottlingException')) })).rejects.toBeInstanceOf(MailRefused);
    await expect(hear(validated(0, 0, 0), { send: () => Promise.reject(dead) })).rejects.toBe(dead);
    clock.now = new Date('2026-06-30T12:10:00Z');
    await hear(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject.startsWith('[possibly repeated]'))).toEqual([true]);
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
