import { CustomerFileRefused, CustomerRowsPersisted, type FileEvent } from '@customer-files/events';
import { type About, consumer } from '../src';
import { batchOf, envelope, invoke, recordingLogger } from './batches';

const fileId = '11111111-1111-8111-8111-111111111111';
const persisted = {
  version: 1,
  fileId,
  part: 3,
  inserted: 1,
  unchanged: 0,
  conflicting: 1,
  conflicts: { bucket: 'b', key: 'k', versionId: null, etag: 'e', bytes: 4 },
};

/** What a consumer of two events makes of a batch. */
async function consumed(...bodies: unknown[]) {
  const seen: { event: FileEvent; about: About }[] = [];
  const { logger, lines, handled, text } = recordingLogger();
  const handler = consumer<CustomerRowsPersisted | CustomerFileRefused>({
    events: [CustomerRowsPersisted, CustomerFileRefused],
    logger,
    handle: async (event, about) => {
      logger.info('seen');
      seen.push({ event, about });
    },
  });
  return { back: await invoke(handler, batchOf(...bodies)), seen, lines, handled, text };
}

describe('consuming an event', () => {
  it('makes it an instance of its class, with all that it holds', async () => {
    const { back, seen } = await consumed(envelope('CustomerRowsPersisted', persisted));
    expect(back).toEqual([]);
    expect(seen[0]!.event).toBeInstanceOf(CustomerRowsPersisted);
    expect(seen[0]!.event).toEqual(Object.assign(new CustomerRowsPersisted(), persisted));
  });

  it('ignores fields that are not known: they may be added within a version', async () => {
    expect((await consumed(envelope('CustomerRowsPersisted', { ...persisted, later: true }))).back).toEqual([]);
  });

  it.each([
    [false, {}],
    [true, { 'replay-name': 'yesterday' }],
  ])('tells a replay from the first time: %s', async (isReplay, more) => {
    const { seen } = await consumed(envelope('CustomerRowsPersisted', persisted, more));
    expect(seen[0]!.about).toEqual({ id: 'an-id', time: '2026-06-30T12:00:00Z', isReplay });
  });

  it('correlates its logs by the file, and those of nothing else', async () => {
    const { lines, handled } = await consumed(envelope('CustomerRowsPersisted', persisted), 'poison');
    expect(handled).toMatchObject([
      { messageId: 'm1', event: 'CustomerRowsPersisted', ms: expect.any(Number), correlation_id: fileId },
    ]);
    expect(lines).toMatchObject([{ message: 'seen', correlation_id: fileId }, { messageId: 'm2' }]);
    expect(lines[1]).not.toHaveProperty('correlation_id');
  });
});

describe('an event that is not understood', () => {
  it.each([
    [
      'of another type',
      envelope('CustomerFileValidated', persisted),
      'CustomerFileValidated is no event that is understood here',
    ],
    [
      'of a version to come',
      envelope('CustomerRowsPersisted', { ...persisted, version: 2 }),
      'CustomerRowsPersisted: version fails max',
    ],
    [
      'without its file',
      envelope('CustomerRowsPersisted', { ...persisted, fileId: 'Jane Doe' }),
      'fileId fails isUuid',
    ],
    [
      'without its claim check',
      envelope('CustomerFileRefused', { version: 1, fileId }),
      'CustomerFileRefused: object fails isObject',
    ],
    [
      'with a damaged claim check',
      envelope('CustomerRowsPersisted', { ...persisted, conflicts: { key: 7 } }),
      'conflicts.key fails isString',
    ],
  ])('comes back with the reason, and its neighbours pass: one %s', async (_, body, reason) => {
    const { back, seen, lines, text } = await consumed(body, envelope('CustomerRowsPersisted', persisted));
    expect(back).toEqual(['m1']);
    expect(seen).toHaveLength(1);
    expect((lines[0] as { error: { message: string } }).error.message).toContain(reason);
    expect(text()).not.toContain('Jane');
  });
});
