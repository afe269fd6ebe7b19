import { bad, good, validation } from './files';

const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => good(i + 1));

describe('a file that was received', () => {
  it('is announced part by part, and then as a whole', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive([...rows(7), bad(8)]));
    expect(parts()).toEqual([{ part: 1, rows: 3 }, { part: 2, rows: 3 }, { part: 3, rows: 1 }]);
    expect(ending()).toMatchObject({ counts: { total: 8, valid: 7, invalid: 1 }, parts: 3, failures: { EMAIL_INVALID: 1 } });
  });
});

describe('a file that cannot be read to its end', () => {
  it('is refused, with the counts of what was announced until then', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive(rows(7), { maxRows: 5 }));
    expect(parts()).toEqual([{ part: 1, rows: 3 }, { part: 2, rows: 2 }]);
    expect(ending()).toMatchObject({ code: 'FILE_TOO_LARGE', counts: { total: 5, valid: 5, invalid: 0 }, parts: 2 });
  });

  it('has nothing announced of it where the feed limits its rejects', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive(rows(7), { maxRows: 5, maxRejects: 1 }));
    expect(parts()).toEqual([]);
    expect(ending()).toMatchObject({ code: 'FILE_TOO_LARGE', counts: { total: 5, valid: 5, invalid: 0 }, parts: 0 });
  });
});
