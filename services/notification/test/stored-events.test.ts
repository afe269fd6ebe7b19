import 'reflect-metadata';
import fc from 'fast-check';
import { eventKey, type FileProgressEvent, isComplete, missingParts } from '../src/domain/file-progress';
import { FILE_ID, persisted, received, validated } from './events';
import { notification } from './notification';

const EVENTS: readonly FileProgressEvent[] = [received(), validated(20, 0, 2), persisted(1, 10), persisted(2, 8, 2)];

/** Notification after an upgrade from a version that stored these events in the folder `heard/`, with `heardAt`. */
function upgraded(events: readonly FileProgressEvent[], heardAt?: string) {
  const service = notification();
  for (const event of events) {
    const key = `files/${FILE_ID}/heard/${eventKey(event)}.json`;
    service.objects.put('notification', key, JSON.stringify({ time: '2026-06-30T12:00:01Z', heardAt, event }));
  }
  service.objects.put('notification', `open/${FILE_ID}`, '{}');
  return service;
}

describe('a file whose first events were stored before an upgrade', () => {
  it('ends with one e-mail and one event, whichever events are in the old folder, in both or repeated', async () => {
    const index = fc.nat(EVENTS.length - 1);
    const upgrade = fc.record({
      before: fc.subarray([0, 1, 2, 3]),
      order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: EVENTS.length }),
      repeated: fc.array(index, { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(upgrade, async ({ before, order, repeated }) => {
        const { deliver, mails, published, open } = upgraded(before.map((i) => EVENTS[i]!));
        for (const i of [...order, ...repeated]) await deliver(EVENTS[i]!);
        expect(mails).toHaveLength(1);
        expect(published).toHaveLength(1);
        expect(published[0]!.counts).toMatchObject({ total: 20, inserted: 18, unchanged: 2 });
        expect(open()).toEqual([]);
      }),
    );
  });

  it('ends when its last event is delivered after the upgrade', async () => {
    const { deliver, mails } = upgraded(EVENTS.slice(0, -1));
    await deliver(EVENTS.at(-1)!);
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv: All 20 rows were accepted.']);
  });

  it('is reported by the detector if all its events were stored before the upgrade', async () => {
    const { detect, mails, published } = upgraded(EVENTS);
    await detect();
    expect(mails).toHaveLength(1);
    expect(published).toHaveLength(1);
  });

  it('is reported as stalled by the time of its old event, although that event is delivered again', async () => {
    const { deliver, detect, clock, mails } = upgraded([received()], '2026-06-30T12:00:05.000Z');
    clock.now = new Date('2026-06-30T12:30:00Z');
    await deliver(received());
    clock.now = new Date('2026-06-30T13:00:04Z');
    await detect();
    expect(mails).toEqual([]);
    clock.now = new Date('2026-06-30T13:00:05Z');
    await detect();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'customers.csv has stalled: There is no result of validation yet.',
    ]);
  });

  it('is reported as stalled by the time of publication if no time of delivery was stored', async () => {
    const { detect, clock, mails } = upgraded([received()]);
    clock.now = new Date('2026-06-30T13:00:00Z');
    await detect();
    expect(mails).toEqual([]);
    clock.now = new Date('2026-06-30T13:00:01Z');
    await detect();
    expect(mails).toHaveLength(1);
  });
});

describe('the completeness of a file', () => {
  const keysWithout = (missing: readonly number[], parts: number): string[] => [
    'received',
    'validated',
    ...Array.from({ length: parts }, (_, i) => i + 1)
      .filter((part) => !missing.includes(part))
      .map((part) => eventKey(persisted(part, 1))),
  ];

  it('agrees with the list of missing parts', () => {
    const missing = fc.uniqueArray(fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(missing, fc.integer({ min: 0, max: 12 }), (numbers, parts) => {
        const keys = keysWithout(numbers, parts);
        const listed = missingParts(keys, parts).flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        expect(listed).toEqual(numbers.filter((part) => part <= parts).sort((a, b) => a - b));
        expect(isComplete(keys, parts)).toBe(listed.length === 0);
      }),
    );
  });

  it('does not count parts beyond the number that the file has', () => {
    expect(isComplete(['received', 'validated', 'persisted-000002'], 1)).toBe(false);
  });

  it('takes no memory for the number of parts that an event states', () => {
    const keys = ['received', 'validated', 'persisted-000003'];
    expect(isComplete(keys, Number.MAX_SAFE_INTEGER - 1)).toBe(false);
    expect(missingParts(keys, Number.MAX_SAFE_INTEGER - 1)).toEqual([
      { from: 1, to: 2 },
      { from: 4, to: Number.MAX_SAFE_INTEGER - 1 },
    ]);
  });
});
