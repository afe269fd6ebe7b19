import { CustomerRowsPersisted, FileEvent, restore } from '@customer-files/events';
import { EVENT_CLASSES, type EventClass, nameOf } from '@customer-files/events/schemas/event-classes';
import { samples } from '@customer-files/events/test/samples';
import { IsInt, Max, Min } from 'class-validator';
import { consumer } from '../src';
import { batchOf, envelope, invoke, recordingLogger } from './batches';

/** Gives one message to a consumer of these events; returns the events it handled, the failed messages and the log. */
async function consumed(
  events: readonly EventClass[],
  body: object,
): Promise<{ given: FileEvent[]; back: string[]; log: string }> {
  const given: FileEvent[] = [];
  const { logger, text } = recordingLogger();
  const handler = consumer({
    events,
    logger,
    handle: async (event) => {
      given.push(event);
    },
  });
  return { back: await invoke(handler, batchOf(body)), given, log: text() };
}

const SAMPLES = samples().map(([version, variant, detail]) => ({
  version,
  variant,
  detail,
  eventClass: EVENT_CLASSES.find((one) => nameOf(one) === version)!,
}));

describe.each(SAMPLES)('a consumer of the sample $version $variant', ({ version, variant, detail, eventClass }) => {
  const { detailType } = eventClass;
  const [source] = [eventClass.source].flat();
  const latest = Math.max(
    ...EVENT_CLASSES.filter((one) => one.detailType === detailType).map((one) => new one().version),
  );

  it(`handles sample ${version} (${variant}) as it was published, with all its fields`, async () => {
    const { back, given } = await consumed(EVENT_CLASSES, envelope(detailType, detail, { source }));
    expect(back).toEqual([]);
    expect(given).toEqual([expect.any(eventClass)]);
    expect(given[0]).toMatchObject(detail);
  });

  it(`leaves sample ${version} (${variant}) from a source that may not publish it to SQS`, async () => {
    const { back, given, log } = await consumed(
      EVENT_CLASSES,
      envelope(detailType, detail, { source: 'customer-files.other' }),
    );
    expect(back).toEqual(['m1']);
    expect(given).toEqual([]);
    expect(log).toContain(`${detailType} came from customer-files.other`);
  });

  it(`handles sample ${version} (${variant}) with unknown fields in the event and in the envelope`, async () => {
    expect(
      (await consumed(EVENT_CLASSES, envelope(detailType, { ...detail, later: [1] }, { source, later: 'too' }))).back,
    ).toEqual([]);
  });

  it(`leaves sample ${version} (${variant}) with the next version number to SQS`, async () => {
    const { back, given, log } = await consumed(
      EVENT_CLASSES,
      envelope(detailType, { ...detail, version: latest + 1 }, { source }),
    );
    expect(back).toEqual(['m1']);
    expect(given).toEqual([]);
    expect(log).toContain('version fails max');
  });
});

/** A second version of an event, added as events/README.md describes. */
class RowsPersistedLater extends FileEvent {
  static readonly source = 'customer-files.persistence';
  static readonly detailType = 'CustomerRowsPersisted';

  @IsInt() @Min(2) @Max(2) override version = 2;
  @IsInt() @Min(0) loaded!: number;
}

describe('a consumer of two versions of an event', () => {
  const both = [CustomerRowsPersisted, RowsPersistedLater];
  const fileId = '11111111-1111-8111-8111-111111111111';
  const published = (detail: object): object =>
    envelope('CustomerRowsPersisted', detail, { source: 'customer-files.persistence' });
  const first = { version: 1, fileId, part: 3, inserted: 1, unchanged: 0, conflicting: 1, conflicts: null };

  it.each([
    ['the first', first, CustomerRowsPersisted],
    ['the second', { version: 2, fileId, loaded: 2 }, RowsPersistedLater],
  ])('handles an event of %s version as an instance of its own class', async (_, detail, eventClass) => {
    const { back, given } = await consumed(both, published(detail));
    expect(back).toEqual([]);
    expect(given).toEqual([restore<FileEvent>(eventClass, detail)]);
    expect(given[0]).toBeInstanceOf(eventClass);
  });

  it.each([
    ['the first version that is not valid', { ...first, part: 0 }, 'part fails min'],
    ['the second version that is not valid', { version: 2, fileId, loaded: -1 }, 'loaded fails min'],
    ['a third, unknown version', { ...first, version: 3 }, 'version fails max'],
  ])('refuses an event of %s', async (_, detail, reason) => {
    const { back, log } = await consumed(both, published(detail));
    expect(back).toEqual(['m1']);
    expect(log).toContain(reason);
  });
});
