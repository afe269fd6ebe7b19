import { FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { bad, good, HEADER, validation } from './files';
import { validateBytes } from './validate-bytes';

const noticesOf = async (lines: readonly string[], settings?: FeedSettings) =>
  (await validateBytes(Buffer.from(`${lines.join('\n')}\n`), '2026-06-30', settings)).notices;
const codesOf = async (lines: readonly string[]): Promise<string[]> => (await noticesOf(lines)).map(({ code }) => code);

describe('the notices about the rows of a file', () => {
  it('are none where nothing is to be noticed', async () => {
    expect(await noticesOf([HEADER, good(1), bad(2)])).toEqual([]);
  });

  it('say that a file has no rows', async () => {
    expect(await codesOf([HEADER, '', ''])).toEqual(['NO_ROWS']);
  });

  it('say where the header stands once more', async () => {
    expect(await noticesOf([HEADER, good(1), '', HEADER, good(2)])).toEqual([
      {
        code: 'HEADER_REPEATED',
        message: 'Line 4 is the header once more, and was not counted as a row.',
      },
    ]);
  });

  it('say how often the header is repeated, and where first', async () => {
    const [notice] = await noticesOf([HEADER, good(1), HEADER, good(2), HEADER, HEADER]);
    expect(notice!.message).toBe(
      'The header stands in the file 3 times more, first on line 3. These lines were not counted as rows.',
    );
  });

  it('say both where the header is all that the file has', async () => {
    expect(await codesOf([HEADER, HEADER])).toEqual(['HEADER_REPEATED', 'NO_ROWS']);
  });

  it('say nothing about the number of rows of a file that could not be read to its end', async () => {
    const { receive, validate, ending } = validation();
    const settings = { maxRows: 1 };
    await validate(await receive([HEADER, good(1), good(2)], settings));
    expect(ending()).toMatchObject({ code: 'FILE_TOO_LARGE', notices: [{ code: 'HEADER_REPEATED' }] });
  });

  it('come after those of ingestion in the event that ends the file', async () => {
    const { receive, validate, ending } = validation();
    const received = await receive([HEADER]);
    received.notices.push({ code: 'COLUMN_NOT_READ', message: 'x' });
    await validate(received);
    expect(ending().notices.map(({ code }) => code)).toEqual(['COLUMN_NOT_READ', 'HEADER_REPEATED', 'NO_ROWS']);
  });
});

describe('a record that is the header once more', () => {
  const names = HEADER.split(',');
  /** A spelling of the header that names the same columns. */
  const spelling = fc
    .tuple(...names.map((name) => fc.constantFrom(name, name.toUpperCase(), ` ${name} `, `"${name}"`, `"${name} "`)))
    .map((cells) => cells.join(','));

  it('is not counted, in any spelling that the header itself may have', async () => {
    await fc.assert(
      fc.asyncProperty(spelling, spelling, async (first, again) => {
        const { counts, notices, rejects } = await validateBytes(Buffer.from(`${first}\n${good(1)}\n${again}\n`));
        expect(counts).toEqual({ total: 1, valid: 1, invalid: 0 });
        expect(notices.map(({ code }) => code)).toEqual(['HEADER_REPEATED']);
        expect(rejects).toBe('');
      }),
    );
  });

  it('is a row where one of its cells is another column or no column', async () => {
    const swapped = [names[1], names[0], ...names.slice(2)].join(',');
    const other = ['customer id of 2025', ...names.slice(1)].join(',');
    const { counts, notices } = await validateBytes(Buffer.from(`${HEADER}\n${swapped}\n${other}\n`));
    expect(counts).toEqual({ total: 2, valid: 0, invalid: 2 });
    expect(notices).toEqual([]);
  });

  it('does not make a file of maxRows rows too large', async () => {
    const settings = Object.assign(new FeedSettings(), { maxRows: 1 });
    const { counts } = await validateBytes(Buffer.from(`${HEADER}\n${good(1)}\n${HEADER}\n`), '2026-06-30', settings);
    expect(counts).toEqual({ total: 1, valid: 1, invalid: 0 });
  });

  it('is recognised in a resubmission, whose cells have a guard', async () => {
    const header = `${HEADER},"'=note",_line`;
    const { counts, notices } = await validateBytes(Buffer.from(`${header}\n${good(1)},x,2\n${header}\n`));
    expect(counts).toEqual({ total: 1, valid: 1, invalid: 0 });
    expect(notices.map(({ code }) => code)).toEqual(['HEADER_REPEATED']);
  });
});
