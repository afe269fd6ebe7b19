import { EventRefused, isWithin, requireWithin } from '../src';

const folder = { bucket: 'landing', prefix: 'incoming/' };
const at = (bucket: string, key: string) => ({ bucket, key, versionId: null, etag: 'e', bytes: 1 });

describe('a claim check and the folder where its object has to be', () => {
  it.each([
    ['an object of the folder', at('landing', 'incoming/a.csv'), true],
    ['an object of a folder in the folder', at('landing', 'incoming/b/a.csv'), true],
    ['an object beside the folder', at('landing', 'announcements/a.json'), false],
    ['an object whose key only ends like it', at('landing', 'x/incoming/a.csv'), false],
    ['an object of a folder with a longer name', at('landing', 'incoming-2/a.csv'), false],
    ['an object of another bucket', at('landing-of-somebody-else', 'incoming/a.csv'), false],
  ])('are compared by bucket and prefix: %s', (_, object, within) => {
    expect(isWithin(object, folder)).toBe(within);
  });

  it('refuse the event with the name of its field and the folder, and without the object', () => {
    const refused = (): void => requireWithin('object', at('elsewhere', 'incoming/Jane Doe.csv'), folder);
    expect(refused).toThrow(EventRefused);
    expect(refused).toThrow(/^the message was refused: object is not an object of landing under incoming\/$/);
    expect(() => requireWithin('object', at('landing', 'incoming/a.csv'), folder)).not.toThrow();
  });
});
