import { basename } from 'node:path';
import fc from 'fast-check';
import { keysOf } from '../src/drop-files';

describe('the keys of files', () => {
  it('makes keys of the prefix and the names of the files', () => {
    expect(keysOf(['/data/a.csv', 'b.csv.gz'], 'incoming/')).toEqual(['incoming/a.csv', 'incoming/b.csv.gz']);
  });

  it('gives a key a folder where a name comes again', () => {
    expect(keysOf(['x/a.csv', 'y/a.csv', 'b.csv', 'z/a.csv'], 'in/')).toEqual([
      'in/a.csv',
      'in/2/a.csv',
      'in/b.csv',
      'in/3/a.csv',
    ]);
  });

  it('makes as many keys as files, all different, that end with the names', () => {
    const name = fc.constantFrom('a.csv', 'A.csv', '2', '__proto__', 'constructor');
    const file = fc.tuple(fc.constantFrom('', 'x/', '/y/2/'), name).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(file), (files) => {
        const keys = keysOf(files, 'in/');
        expect([keys.length, new Set(keys).size]).toEqual([files.length, files.length]);
        expect(keys.map((key) => basename(key))).toEqual(files.map((one) => basename(one)));
      }),
    );
  });
});
