import { batchOf, envelope, invoke, recordingLogger } from '@customer-files/event-handler/test/batches';
import { FeedSettings, type FileEvent } from '@customer-files/events';
import { Objects } from '@customer-files/object-store/test/objects';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { fileIdOf } from '../src/domain/file-id';
import { wireReceive } from '../src/handlers/wire-receive';
import { created } from './created';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number\n';

/** Gives a batch to the function `receive`, with these settings and one object in the landing bucket. */
async function received(settings: Partial<FeedSettings>, bodyOf: (detail: object) => object) {
  const objects = new Objects(['landing']);
  const { versionId, etag, bytes } = objects.put('landing', 'incoming/customers.csv', HEADER);
  const detail = created({ 'version-id': versionId!, etag, size: bytes });
  const published: FileEvent[] = [];
  const { logger, lines, handled } = recordingLogger();
  const handler = wireReceive({
    logger,
    effectsOf: () => ({
      store: memoryStore(objects),
      publish: async (events) => void published.push(...events),
      settings: Object.assign(new FeedSettings(), settings),
    }),
  });
  const failed = await invoke(handler, batchOf(bodyOf(detail)));
  return { failed, published, lines, handled, fileId: fileIdOf(detail) };
}

describe('the function receive', () => {
  it('publishes an event for an object, with the settings of the feed, and logs the file id', async () => {
    const { failed, published, handled, fileId } = await received({ timeZone: 'Pacific/Kiritimati' }, (detail) =>
      envelope('Object Created', detail, { source: 'aws.s3' }),
    );
    expect(failed).toEqual([]);
    expect(published).toMatchObject([{ fileId, asOf: '2026-07-01', settings: { timeZone: 'Pacific/Kiritimati' } }]);
    expect(handled).toMatchObject([{ event: 'Object Created', correlation_id: fileId }]);
  });

  it.each([
    ['is not an event of S3', () => envelope('Object Created', { bucket: {} }, { source: 'aws.s3' })],
    ['another source publishes', (detail: object) => envelope('Object Created', detail, { source: 'custom.s3' })],
    ['S3 sends of something else', (detail: object) => envelope('Object Deleted', detail, { source: 'aws.s3' })],
  ])('fails a message that %s, and publishes nothing', async (_, bodyOf) => {
    const { failed, published, lines } = await received({}, bodyOf);
    expect(failed).toEqual(['m1']);
    expect(published).toEqual([]);
    expect(lines).toMatchObject([{ messageId: 'm1', error: { code: 'EVENT_REFUSED' } }]);
  });
});
