import { Readable } from 'node:stream';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { COLUMN_NAMES } from '@customer-files/customer-schema';
import { FeedSettings } from '@customer-files/events';
import { examine, isLeftAlone, nameFault } from '../src';

const HEADER = COLUMN_NAMES.join(',');
const CSV = `${HEADER}\n1,Ada Byron,a@example.com,36,1990-01-15,0123456789,GB\n`;
const examined = (bytes: Buffer | string, settings: Partial<FeedSettings> = {}) =>
  examine(Readable.from([Buffer.from(bytes as string)]), Object.assign(new FeedSettings(), settings));

/** A ZIP archive, as far as its first entries. */
function zip(entries: Record<string, string>, compressed = true): Buffer {
  return Buffer.concat(
    Object.entries(entries).map(([name, text]) => {
      const data = compressed ? deflateRawSync(text) : Buffer.from(text);
      const header = Buffer.alloc(30);
      header.write('PK\x03\x04', 'latin1');
      header.writeUInt16LE(20, 4);
      header.writeUInt16LE(compressed ? 8 : 0, 8);
      header.writeUInt32LE(crc32(text), 14);
      header.writeUInt32LE(data.length, 18);
      header.writeUInt32LE(Buffer.byteLength(text), 22);
      header.writeUInt16LE(name.length, 26);
      return Buffer.concat([header, Buffer.from(name), data]);
    }),
  );
}

function tar(name: string, text: string, magic = 'ustar\x0000'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write('0000644\0', 100);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(magic, 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.from(text.padEnd(512, '\0'))]);
}

const sheet = '<worksheet/>'.repeat(50);
const XLSX = { '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>', 'xl/workbook.xml': sheet };

describe('FILE_NOT_CSV by the first bytes', () => {
  it.each<[string, Buffer, RegExp]>([
    ['a ZIP archive', zip({ 'customers.csv': CSV }), /a ZIP archive, not CSV/],
    ['an empty ZIP archive', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'), /a ZIP archive/],
    ['a ZIP archive of a workbook', zip({ 'book.xlsx': zip(XLSX).toString('latin1') }, false), /a ZIP archive/],
    ['a text document of Office', zip({ '[Content_Types].xml': '', 'word/document.xml': '' }), /a ZIP archive/],
    ['a workbook', zip(XLSX), /workbook/],
    ['a workbook whose sheet comes first', zip({ 'xl/worksheets/sheet1.xml': sheet }), /workbook/],
    [
      'a workbook of OpenDocument',
      zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': sheet }, false),
      /workbook/,
    ],
    [
      'a text document of OpenDocument',
      zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': sheet }, false),
      /a ZIP archive/,
    ],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex'), /old workbook/],
    ['a tar archive', tar('customers.csv', CSV), /a tar archive/],
    ['a tar archive of GNU', tar('customers.csv', CSV, 'ustar  \0'), /a tar archive/],
    ['a tar archive without a magic number', tar('customers.csv', CSV, ''), /a tar archive/],
    ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3', 'latin1'), /a PDF/],
    ['a 7-Zip archive', Buffer.from('377abcaf271c0004', 'hex'), /a 7-Zip archive/],
    ['a Parquet file', Buffer.from('PAR1\x15\x04', 'latin1'), /a Parquet file/],
  ])('is given for %s, also in gzip, whatever the encoding of the feed', async (_, bytes, message) => {
    for (const encoding of ['utf-8', 'latin1'] as const) {
      expect(await examined(bytes, { encoding })).toMatchObject({
        code: 'FILE_NOT_CSV',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/\.$/),
      });
      expect(await examined(gzipSync(bytes), { encoding })).toMatchObject({
        code: 'FILE_NOT_CSV',
        message: expect.stringMatching(message.source.replace(', not CSV', ' inside gzip')),
      });
    }
  });

  it('reads as a sentence for a workbook of Excel in gzip', async () => {
    const workbook = gzipSync(Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex'));
    const { message } = (await examined(workbook)) as { message: string };
    expect(message).toBe(
      'The file is an old workbook (.xls) or a password-protected workbook of Excel inside gzip, not CSV.',
    );
  });

  it.each<[string, Buffer]>([
    ['xz', Buffer.from('fd377a585a000004', 'hex')],
    ['zstd', Buffer.from('28b52ffd04000000', 'hex')],
    ['bzip2', Buffer.from('BZh91AY&SY\0\0', 'latin1')],
  ])('names the compression %s, whether gzip is around it or not', async (name, bytes) => {
    for (const sent of [bytes, gzipSync(bytes)])
      expect(await examined(sent)).toMatchObject({
        code: 'FILE_NOT_CSV',
        message: `The file is compressed with ${name}, not CSV.`,
        hint: 'Compress it with gzip, or send it uncompressed.',
      });
  });

  it.each<[string, string, RegExp]>([
    ['a web page', '<!DOCTYPE html>\n<html><title>Sign in</title>', /a web page/],
    ['a web page without a type', '\n <HTML lang="en">', /a web page/],
    ['a page of XHTML', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', /a web page/],
    ['a table that is called a workbook', '<table border=1><tr><td>customer_id</td>', /a web page/],
    ['XML', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>', /is XML/],
    ['XML without a declaration', '<Error><Code>AccessDenied</Code></Error>', /is XML/],
    ['XML with attributes', '<ns:rows count="2"><row email="a, b"/>', /is XML/],
    ['a list of JSON', '[{"customer_id": 1, "email": "a@example.com"}]', /is JSON/],
    ['a list of JSON on several lines', '[\n  {\n    "customer_id": 1\n  }\n]', /is JSON/],
    ['a table of JSON', `[${JSON.stringify(COLUMN_NAMES)},[1,"Ada"]]`, /is JSON/],
    ['an object of JSON', '{\n"Message": "expired"}', /is JSON/],
    ['lines of JSON', '{"customer_id":1}\n{"customer_id":2}\n', /is JSON/],
    ['an empty list of JSON', '[]\n', /is JSON/],
    ['numbers of JSON', '[1, 2, 3]', /is JSON/],
  ])('is given for %s, in any encoding', async (_, text, message) => {
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      gzipSync(text),
    ])
      expect(await examined(bytes)).toMatchObject({
        code: 'FILE_NOT_CSV',
        message: expect.stringMatching(message),
      });
  });

  it('is given for gzip in gzip, and comes before the fault of data that is cut off', async () => {
    const twice = gzipSync(gzipSync(CSV));
    expect(await examined(twice)).toMatchObject({ code: 'FILE_NOT_CSV', message: expect.stringContaining('twice') });
    const broken = gzipSync(Buffer.concat([tar('a.csv', CSV), Buffer.alloc(300_000, CSV)]), { level: 0 });
    expect(await examined(broken.subarray(0, 100_000))).toMatchObject({ code: 'FILE_NOT_CSV' });
  });

  it.each([
    ['names of columns in angle brackets', HEADER.replace(/\w+/g, '<$&>')],
    ['names of columns in square brackets', HEADER.replace(/\w+/g, '[$&]')],
    ['names of columns in braces', HEADER.replace(/\w+/g, '{$&}')],
    ['a column that is called like a kind of file', `%PDF,${HEADER}`],
    ['a column BMI', `BMI,${HEADER}`],
    ['a column PK', `PK,${HEADER}`],
    ['a column PAR1', `PAR1,${HEADER}`],
    ['a column that begins with <', `<5 years,${HEADER}`],
    ['a column that begins with [', `[1],${HEADER}`],
    ['a column in the tags of a page', `<p>,${HEADER}`],
  ])('is not given for a header with %s', async (_, header) => {
    const found = await examined(`${header}\n`);
    if (header.includes('[customer') || header.startsWith('[1]')) {
      // What stands in square brackets is a remark beside a name, and the name where nothing else is there.
      expect(found).toMatchObject({ kind: 'readable' });
    }
    expect(found).toMatchObject({ kind: 'readable' });
  });

  it.each([',', ';'])('is not given for a title in brackets above the header, with the delimiter %j', async (by) => {
    expect(await examined(`<Customers of June>${by}\n${HEADER.replaceAll(',', by)}\n`)).toMatchObject({
      code: 'HEADER_MISSING_COLUMN',
      hint: expect.stringContaining('line 2'),
    });
    expect(await examined(`[\n${JSON.stringify(COLUMN_NAMES)},\n[1,"Ada"]]`)).toMatchObject({ code: 'FILE_NOT_CSV' });
  });

  it.each(['<unknown>,b\n', '[draft] customers\n', '{draft}\n', '<\n', '[\n', '{\n'])(
    'is not claimed of the text %j, which is no kind of file that is known',
    async (text) => {
      const found = await examined(text);
      expect(found).toMatchObject({ kind: 'refused' });
      if (!text.startsWith('<unknown>')) expect(found).toMatchObject({ code: 'HEADER_MISSING_COLUMN' });
    },
  );
});

describe('FILE_NOT_CSV by the name', () => {
  it.each([
    ['customers.xlsx', /workbook/],
    ['customers.XLS', /workbook/],
    ['customers.csv.zip', /archive/],
    ['customers.tar.gz', /\.csv\.gz/],
    ['customers.txt', /rename it/],
    ['customers.tsv', /rename it/],
    ['customers', /rename it/],
    ['incoming/v1.2/customers', /rename it/],
    ['customers.csv ', /rename it/],
    ['customers.ada-lovelace', /rename it/],
  ])('is given for %s, with what to do', (name, hint) => {
    const fault = nameFault(name)!;
    expect(fault).toMatchObject({ code: 'FILE_NOT_CSV', hint: expect.stringMatching(hint) });
    expect(`${fault.message} ${fault.hint}`).not.toContain('ada');
  });

  it.each(['a.csv', 'a.CSV', 'a.csv.gz', 'incoming/a.b/Ü c.Csv.GZ'])('is not given for %s', (name) => {
    expect(nameFault(name)).toBeNull();
  });

  it.each(['a/', '.a.csv', 'b/.DS_Store', '~$a.xlsx', 'a.csv.tmp', 'a.PART', 'a.filepart', 'a.csv.gz.crdownload'])(
    'is not given for %s, which is left alone',
    (name) => {
      expect(isLeftAlone(name)).toBe(true);
    },
  );

  it.each(['a.csv', 'a.tmp/b.csv', '.a/b.csv', 'a.temp', 'part', 'a~$.csv', 'a.b'])('%s is not left alone', (name) => {
    expect(isLeftAlone(name)).toBe(false);
  });
});
