import { Duplicates } from '../src/domain/duplicates';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => 7 * i);

/** A name of small letters that the number writes. */
const nameOf = (number: number): string => number.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);

describe('customers that were seen before', () => {
  it.each([1, 10_000, 1_000_000])('are found with the line where they were first, where %i rows had been expected', (expected) => {
    const duplicates = new Duplicates(KEY, expected);
    const first = new Map<number, number>();
    let state = 1;
    for (let line = 2; line < 120_000; line++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      const number = (state >>> 8) % 60_000;
      expect(duplicates.seenBefore(nameOf(number), 19_900_101 + (number % 7), line)).toBe(first.get(number) ?? 0);
      if (!first.has(number)) first.set(number, line);
    }
  });

  it.each([1, 5000])('are found again, each of them, after the table has grown from %i expected rows', (expected) => {
    const duplicates = new Duplicates(KEY, expected);
    const many = 60_000;
    const again: number[] = [];
    for (let number = 0; number < many; number++) expect(duplicates.seenBefore(nameOf(number), 19_900_101, number + 2)).toBe(0);
    for (let number = 0; number < many; number++) again.push(duplicates.seenBefore(nameOf(number), 19_900_101, many + number + 2));
    expect(again).toEqual(Array.from({ length: many }, (_, number) => number + 2));
  });

  it('are the same by their bytes and by their text, in capitals or not, and others on another day', () => {
    const duplicates = new Duplicates(KEY, 10);
    const bytes = Buffer.from('xxAda LOVELACEyy');
    expect([
      duplicates.seenBeforePlain(bytes, 2, 14, 18_151_210, 5),
      duplicates.seenBefore('ada Lovelace', 18_151_210, 6),
      duplicates.seenBeforePlain(bytes, 2, 14, 18_151_211, 7),
      duplicates.seenBefore('Ada Lovelace', 18_151_211, 8),
      duplicates.seenBefore('Ada Lovelac', 18_151_211, 9),
    ]).toEqual([0, 5, 0, 7, 0]);
  });
});
