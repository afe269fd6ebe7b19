import { type CustomerFileValidated, type CustomerRowsPersisted, restore } from '@customer-files/events';
import type { FileProgressEvent } from '../src/domain/file-progress';
import { FILE_ID, persisted, received, validated } from './events';
import { notification } from './notification';

const OTHER_FILE = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f61';

const elsewhere = <Event extends FileProgressEvent>(event: Event, field: string, bucket: string, key: string): Event =>
  restore(event.constructor as new () => Event, {
    ...event,
    [field]: { bucket, key, versionId: null, etag: 'e', bytes: 1 },
  });

const withRejects = (bucket: string, key: string): CustomerFileValidated =>
  elsewhere(validated(1, 1, 1), 'rejects', bucket, key);
const withConflicts = (bucket: string, key: string): CustomerRowsPersisted =>
  elsewhere(persisted(1, 0, 0, 1), 'conflicts', bucket, key);

describe('the report that an event names', () => {
  it.each([
    ['rejects in another bucket', withRejects('attacker-bucket', `Curoupt_Records/${FILE_ID}/a.rejects.csv`)],
    ['rejects under another prefix', withRejects('work', `parts/${FILE_ID}/a.rejects.csv`)],
    ['rejects of another file', withRejects('work', `Curoupt_Records/${OTHER_FILE}/a.rejects.csv`)],
    ['rejects in a folder of the folder', withRejects('work', `Curoupt_Records/${FILE_ID}/../x/login.csv`)],
    ['rejects that are not a CSV file', withRejects('work', `Curoupt_Records/${FILE_ID}/login.html`)],
    ['conflicts in another bucket', withConflicts('attacker-bucket', `Curoupt_Records/${FILE_ID}/conflicts.csv`)],
    ['conflicts of another file', withConflicts('work', `Curoupt_Records/${OTHER_FILE}/conflicts.csv`)],
  ])('is refused where it is not one of its file, and neither stored nor sent: %s', async (_, event) => {
    const { deliver, mails, published, objects } = notification();
    await expect(deliver(event)).rejects.toMatchObject({
      code: 'EVENT_REFUSED',
      reason: `rejects and conflicts have to be in work under Curoupt_Records/${FILE_ID}/`,
    });
    expect(mails).toEqual([]);
    expect(published).toEqual([]);
    expect(objects.list('notification', '')).toEqual([]);
  });

  it('is linked in the e-mail where it is one of its file', async () => {
    const { deliver, mails } = notification();
    for (const event of [received(), validated(1, 1, 1), persisted(1, 1)]) await deliver(event);
    expect(mails).toHaveLength(1);
    expect(mails[0]!.text).toContain(`Curoupt_Records/${FILE_ID}/`);
  });

  it('is ignored where it is of a file that has ended, as in a replay after a change of the prefix', async () => {
    const { deliver, mails, published, effects } = notification();
    const events = [received(), validated(1, 1, 1), persisted(1, 1)];
    for (const event of events) await deliver(event);
    const reports = { ...effects.reports, prefix: 'new/' };
    for (const event of events) await deliver(event, { reports });
    expect(mails).toHaveLength(1);
    expect(published).toHaveLength(1);
  });
});
