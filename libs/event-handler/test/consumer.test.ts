import { CustomerFileRefused, CustomerRowsPersisted, type FileEvent, restore } from '@customer-files/events';
import { consumer, type EventMetadata } from '../src';
import { batchOf, envelope as anyEnvelope, invoke, recordingLogger } from './batches';

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

const envelope = (type: string, detail: unknown, more: object = {}): object =>
  anyEnvelope(type, detail, {
    source: type === 'CustomerFileRefused' ? 'customer-files.validation' : 'customer-files.persistence',
    ...more,
  });

/** Gives a batch to a consumer of two events; returns what it handled, logged and left to SQS. */
async function consumed(...bodies: unknown[]) {
  const seen: { event: FileEvent; metadata: EventMetadata }[] = [];
  const { logger, lines, handled, text } = recordingLogger();
  const handler = consumer<CustomerRowsPersisted | CustomerFileRefused>({
    events: [CustomerRowsPersisted, CustomerFileRefused],
    logger,
    handle: async (event, metadata) => {
      logger.info('seen');
      seen.push({ event, metadata });
    },
  });
  return { back: await invoke(handler, batchOf(...bodies)), seen, lines, handled, text };
}

describe('consuming an event', () => {
  it('passes an event on as an instance of its class, with all its fields', async () => {
    const { back, seen } = await consumed(envelope('CustomerRowsPersisted', persisted));
    expect(back).toEqual([]);
    expect(seen[0]!.event).toBeInstanceOf(CustomerRowsPersisted);
    expect(seen[0]!.event).toEqual(restore(CustomerRowsPersisted, persisted));
  });

  it('ignores unknown fields, since fields may be added within a version', async () => {
    expect((await consumed(envelope('CustomerRowsPersisted', { ...persisted, later: true }))).back).toEqual([]);
  });

  it.each([
    [false, {}],
    [true, { 'replay-name': 'yesterday' }],
  ])('recognises a replayed event by its envelope: %s', async (isReplay, more) => {
    const { seen } = await consumed(envelope('CustomerRowsPersisted', persisted, more));
    expect(seen[0]!.metadata).toEqual({ id: 'an-id', time: '2026-06-30T12:00:00Z', isReplay });
  });

  it('logs the file id as the correlation id of its own messages only', async () => {
    const { lines, handled } = await consumed(envelope('CustomerRowsPersisted', persisted), 'poison');
    expect(handled).toMatchObject([
      { messageId: 'm1', event: 'CustomerRowsPersisted', ms: expect.any(Number), correlation_id: fileId },
    ]);
    expect(lines).toMatchObject([{ message: 'seen', correlation_id: fileId }, { messageId: 'm2' }]);
    expect(lines[1]).not.toHaveProperty('correlation_id');
  });
});

describe('refusing an event', () => {
  it.each([
    [
      'of another type',
      envelope('CustomerFileValidated', persisted),
      'CustomerFileValidated is not an event that this function handles',
    ],
    [
      'of an unknown version',
      envelope('CustomerRowsPersisted', { ...persisted, version: 2 }),
      'CustomerRowsPersisted: version fails max',
    ],
    [
      'without a valid file id',
      envelope('CustomerRowsPersisted', { ...persisted, fileId: 'Jane Doe' }),
      'fileId fails isUuid',
    ],
    [
      'without its claim check',
      envelope('CustomerFileRefused', { version: 1, fileId }),
      'CustomerFileRefused: object fails isObject',
    ],
    [
      'that a source publishes which its class does not name',
      envelope('CustomerRowsPersisted', persisted, { source: 'customer-files.ingestion' }),
      'CustomerRowsPersisted came from customer-files.ingestion, and only customer-files.persistence may publish it',
    ],
    [
      'that one of several sources may publish, from none of them',
      envelope('CustomerFileRefused', {}, { source: 'customer-files.persistence' }),
      'CustomerFileRefused came from customer-files.persistence, and only customer-files.ingestion and ' +
        'customer-files.validation may publish it',
    ],
    [
      'with a damaged claim check',
      envelope('CustomerRowsPersisted', { ...persisted, conflicts: { key: 7 } }),
      'conflicts.key fails isString',
    ],
  ])('leaves an event %s to SQS with the reason, and handles the other messages', async (_, body, reason) => {
    const { back, seen, lines, text } = await consumed(body, envelope('CustomerRowsPersisted', persisted));
    expect(back).toEqual(['m1']);
    expect(seen).toHaveLength(1);
    expect((lines[0] as { error: { message: string } }).error.message).toContain(reason);
    expect(text()).not.toContain('Jane');
  });
});
