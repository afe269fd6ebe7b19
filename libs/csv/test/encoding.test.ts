import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { FeedSettings } from '@customer-files/events';
import fc from 'fast-check';
import { examine } from '../src';

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const row = (name: string): string => `1,${name},a@example.com,36,1990-01-15,0123456789`;
const examined = (bytes: Buffer, settings: Partial<FeedSettings> = {}) =>
  examine(Readable.from([bytes]), Object.assign(new FeedSettings(), settings));
/** Text whose `#` is a byte that does not decode. */
const withBad = (text: string): Buffer => Buffer.from(Buffer.from(text).map((byte) => (byte === 0x23 ? 0xe9 : byte)));

describe('FILE_ENCODING', () => {
  it('is given where more than one in twenty of the first records does not decode', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (bad) => {
        const lines = [HEADER, ...bad.map((isBad) => row(isBad ? 'Ren#e Byron' : 'René Byron'))];
        const share = bad.filter(Boolean).length / Math.max(1, bad.length);
        const found = await examined(withBad(lines.join('\n')));
        expect(found).toMatchObject(share > 1 / 20 ? { code: 'FILE_ENCODING' } : { kind: 'readable' });
        if (share > 1 / 20)
          expect(found).toMatchObject({
            message: expect.stringMatching(new RegExp(`line ${bad.indexOf(true) + 2}\\.$`)),
          });
      }),
      { numRuns: 60 },
    );
  });

  it('is given where the header does not decode, however many rows do', async () => {
    const text = `${HEADER},n#te\n${`${row('Ada')},x\n`.repeat(100)}`;
    expect(await examined(withBad(text))).toMatchObject({
      code: 'FILE_ENCODING',
      message: expect.stringContaining(`byte ${text.indexOf('#') + 1} of the text, in line 1.`),
    });
  });

  it.each([
    ['a byte of Latin-1', [0xe9, 0x20]],
    ['a lone byte of a character', [0x80]],
    ['a character behind which one is cut off', [0xc3, 0xab, 0xc3]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('names line and byte of %s', async (_, bytes) => {
    const before = Buffer.from(`${HEADER}\r\n${row('"Ada\nZoë')}`.replace('Zoë,', 'Zoë'));
    const rest = Buffer.from('",b@example.com');
    const at = before.length + 1 + (bytes[0] === 0xc3 ? 2 : 0);
    for (const end of ['', '\n', '\n\n'])
      expect(await examined(Buffer.concat([before, Buffer.from(bytes), rest, Buffer.from(end)]))).toMatchObject({
        code: 'FILE_ENCODING',
        message: expect.stringContaining(`byte ${at} of the text, in line 3.`),
      });
  });

  it('is given for a last record that is cut off within a character', async () => {
    expect(await examined(Buffer.concat([Buffer.from(`${HEADER}\n${row('Ada')}`), Buffer.from([0xc3])]))).toMatchObject(
      {
        code: 'FILE_ENCODING',
      },
    );
  });

  it('counts bytes from the beginning of the file, with byte order mark and in UTF-16', async () => {
    const utf8 = withBad(`\ufeff${HEADER}\n1,#`);
    expect(await examined(utf8)).toMatchObject({ message: expect.stringContaining(`byte ${utf8.length} `) });
    expect(await examined(gzipSync(utf8))).toMatchObject({ message: expect.stringContaining(`byte ${utf8.length} `) });
    const utf16 = Buffer.from(`\ufeff${HEADER}\n1,é\ud800x`, 'utf16le');
    for (const bytes of [utf16, Buffer.from(utf16).swap16()])
      expect(await examined(bytes)).toMatchObject({
        message: expect.stringContaining(`byte ${utf16.length - 3} of the text, in line 2.`),
      });
    const half = utf16.subarray(0, utf16.length - 5);
    expect(await examined(half)).toMatchObject({ message: expect.stringContaining(`byte ${half.length} `) });
  });

  it('is not given for a byte behind the first 64 KiB, or for one row in many', async () => {
    const many = `${row('Ada')}\n`.repeat(2000);
    for (const text of [`${HEADER}\n${many}1,#\n1,#\n`, `${HEADER}\n1,#\n${many}`, `${HEADER}\n${many}1,#`])
      expect(await examined(withBad(text))).toMatchObject({ kind: 'readable' });
  });

  it('is never given for a feed of Latin-1', async () => {
    expect(await examined(withBad(`${HEADER}\n1,#`), { encoding: 'latin1' })).toMatchObject({ kind: 'readable' });
  });
});
