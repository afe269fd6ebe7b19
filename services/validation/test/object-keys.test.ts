import { rejectsKey, rejectsName } from '../src/domain/object-keys';

describe('names of rejects', () => {
  it.each([
    ['incoming/customers.csv', 'customers.rejects.csv'],
    ['incoming/customers.rejects.csv', 'customers.rejects.csv'],
    ['incoming/customers.rejects-2.csv', 'customers.rejects.csv'],
    ['incoming/customers.rejects.2.csv', 'customers.rejects.2.rejects.csv'],
    ['incoming/a/customers.CSV.GZ', 'customers.rejects.csv'],
    ['a\u2028b\u202E\u001b.csv', 'a_b__.rejects.csv'],
    ['a\\b  c.csv', 'a_b  c.rejects.csv'],
    [`${'x'.repeat(251)}.csv`, `${'x'.repeat(120)}.rejects.csv`],
    [`${'ü'.repeat(125)}.csv`, `${'ü'.repeat(100)}.rejects.csv`],
    [`${'😀'.repeat(61)}.csv`, `${'😀'.repeat(50)}.rejects.csv`],
  ])('the rejects of %j are named %j', (source, name) => {
    expect(rejectsName(source)).toBe(name);
  });

  it.each(['x', 'ü', '李', '😀'])(
    'the rejects of a name of 255 bytes of %j fit a file system with any ending',
    (letter) => {
      const name = letter.repeat(Math.floor(251 / Buffer.byteLength(letter)));
      expect(Buffer.byteLength(rejectsName(`${name}.csv`))).toBeLessThanOrEqual(212);
      expect(Buffer.byteLength(rejectsKey('p/', 'id', `${name}.csv`))).toBeLessThanOrEqual(212 + 'p/id/'.length);
    },
  );
});
