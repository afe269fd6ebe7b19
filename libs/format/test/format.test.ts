import { cutToBytes, formatCount, formatDuration, formatInstant, formatNumber, formatShare, oneLine } from '../src';

describe('figures for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1626, '1,626'],
    [10_000_000, '10,000,000'],
    [12.6, '13'],
  ])('writes the number %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2, '2 rows'],
    [1626, '1,626 rows'],
  ])('writes a count of %d rows as %s', (value, text) => {
    expect(formatCount(value, 'row')).toBe(text);
  });

  it('writes a plural that is not the singular with an s', () => {
    expect([1, 2].map((value) => formatCount(value, 'entry', 'entries'))).toEqual(['1 entry', '2 entries']);
  });

  it.each([
    [0, 10, '0 %'],
    [10, 10, '100 %'],
    [1, 10_000, '<0.1 %'],
    [9_999, 10_000, '99.9 %'],
    [1, 3, '33.3 %'],
    [1, 4, '25 %'],
    [0, 0, '0 %'],
  ])('writes the share %d of %d as %s', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });

  it.each([
    ['2026-06-30T12:00:00.000Z', '2026-06-30T12:00:04.240Z', '4.2 s'],
    ['2026-06-30T12:00:00.000Z', '2026-06-30T12:03:05.900Z', '3 min 5 s'],
    ['2026-06-30T12:00:01.000Z', '2026-06-30T12:00:00.000Z', '0.0 s'],
  ])('writes the time from %s to %s as %s', (from, to, text) => {
    expect(formatDuration(from, to)).toBe(text);
  });

  it('writes an instant in UTC to the second', () => {
    expect(formatInstant('2026-06-30T12:00:00.123Z')).toBe('2026-06-30 12:00:00 UTC');
  });
});

describe('a text that is cut to a number of bytes', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['üü', 3, 'ü'],
    ['😀😀', 7, '😀'],
    ['a😀', 4, 'a'],
    ['😀'.repeat(61), 200, '😀'.repeat(50)],
    ['', 3, ''],
  ])('cuts %j to %d bytes without half a character', (text, bytes, cut) => {
    expect(cutToBytes(text, bytes)).toBe(cut);
  });
});

describe('one line of text from outside', () => {
  it.each([
    ['a\r\nBcc: b', 'a Bcc: b'],
    ['\u001b[31mred\u001b]0;title\u0007', '[31mred ]0;title'],
    ['a\u2028b\u2029c', 'a b c'],
    ['invoice\u202Efdp.csv', 'invoice fdp.csv'],
    ['  many   spaces ', 'many spaces'],
    [
      'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\ufe0fh.csv',
      'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh.csv',
    ],
    ['\u200ba\u{e0061}\u{e0100}\u3164', '\ufffda\ufffd\ufffd\ufffd'],
    ['\u200ea\u200f', '\ufffda\ufffd'],
    ['❤\ufe0f 👩\u200d👩\u{1f3fd}\u200d👧', '❤\ufe0f 👩\u200d👩\u{1f3fd}\u200d👧'],
    ['JesÃºs Ω 李', 'JesÃºs Ω 李'],
  ])('makes %j safe to print', (text, safe) => {
    expect(oneLine(text)).toBe(safe);
  });
});
