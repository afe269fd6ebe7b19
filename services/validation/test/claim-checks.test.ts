import { restore, CustomerFileReceived, type StoredObject } from '@customer-files/events';
import { good, validation } from './files';

/** The event of a file whose claim check refers to a copy of it elsewhere. */
async function receivedFrom(bucket: string, key: string) {
  const made = validation();
  const received = await made.receive([good(1)]);
  const object: StoredObject = made.objects.put(bucket, key, made.objects.read(received.object));
  return { ...made, received, elsewhere: restore(CustomerFileReceived, { ...received, object }) };
}

describe('the claim check of a received file', () => {
  it.each([
    ['in another bucket', 'somebody-elses', 'incoming/customers.csv'],
    ['in the bucket of the parts', 'work', 'incoming/customers.csv'],
    ['outside the incoming prefix', 'landing', 'announcements/customers.csv'],
  ])('is refused where it refers to an object %s, and nothing is read, stored or published', async (_, bucket, key) => {
    const { validate, elsewhere, published, objects, effects } = await receivedFrom(bucket, key);
    const read = jest.spyOn(effects.store, 'read');
    await expect(validate(elsewhere)).rejects.toMatchObject({
      code: 'EVENT_REFUSED',
      reason: 'object is not an object of landing under incoming/',
    });
    expect(read).not.toHaveBeenCalled();
    expect(published).toEqual([]);
    expect(objects.list('work', 'parts/')).toEqual([]);
    expect(objects.list('work', 'results/')).toEqual([]);
  });

  it('is not looked at again in a replay of a file that was validated, whose prefix may have changed since', async () => {
    const { validate, received, published } = await receivedFrom('landing', 'incoming/b.csv');
    await validate(received);
    const before = published.length;
    await validate(received, { incoming: { bucket: 'landing', prefix: 'new/' } });
    expect(published).toHaveLength(before);
  });
});
