import { create, CustomerRowsValidated, type StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { memoryStore } from '@customer-files/object-store/test/memory-store';
import { Objects } from '@customer-files/object-store/test/objects';
import { openPart } from '../src/adapters/open-part';
import { type PersistenceEffects, persistPart } from '../src/use-cases/persist-part';
import { partOf } from './parts';
import { FILE, OTHER_FILE, row } from './persistence';

const ROWS = [row(1), row(2)];

/** The event of a part with two rows that is stored under this key. */
function partAt(bucket: string, key: string, announced = ROWS.length) {
  const objects = new Objects([]);
  const accepted: StoredObject = objects.put(bucket, key, partOf(FILE, ROWS));
  const event = create(CustomerRowsValidated, { fileId: FILE, part: 1, rows: announced, accepted });
  return { event, store: memoryStore(objects) };
}

describe('the claim check of a part', () => {
  it.each([
    ['in another bucket', 'somebody-elses', `parts/${FILE}/000001.copy`],
    ['of another file', 'work', `parts/${OTHER_FILE}/000001.copy`],
    ['that is not a part', 'work', `Curoupt_Records/${FILE}/a.rejects.csv`],
  ])('is refused where it refers to an object %s, before the database or S3 is asked', async (_, bucket, key) => {
    const { event, store } = partAt(bucket, key);
    const connect = jest.fn();
    const read = jest.spyOn(store as ObjectStore, 'read');
    const effects = { store, workBucket: 'work', connect } as unknown as PersistenceEffects;
    await expect(persistPart(event, false, effects)).rejects.toMatchObject({
      code: 'EVENT_REFUSED',
      reason: `accepted is not an object of work under parts/${FILE}/`,
    });
    expect(connect).not.toHaveBeenCalled();
    expect(read).not.toHaveBeenCalled();
  });

  it.each([1_000_000_000, 2 ** 53])(
    'with %d rows is refused where its object is too short for them, so that no memory is set aside for them',
    async (announced) => {
      const { event, store } = partAt('work', `parts/${FILE}/000001.copy`, announced);
      await expect(openPart(store as ObjectStore, event)).rejects.toMatchObject({ code: 'ROWS_DISAGREE' });
    },
  );

  it('with the rows that its object holds is opened', async () => {
    const { event, store } = partAt('work', `parts/${FILE}/000001.copy`);
    const part = await openPart(store as ObjectStore, event);
    expect(part).toMatchObject({ fileId: FILE, part: 1, head: { lowestId: 1n, highestId: 2n } });
    part.close();
  });
});
