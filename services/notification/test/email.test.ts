import 'reflect-metadata';
import { CustomerFileProcessed } from '@customer-files/events';
import fc from 'fast-check';
import { CODE_NAMES, faultsByColumn } from '../src/domain/code-names';
import { htmlBody } from '../src/domain/email/html';
import { textBody } from '../src/domain/email/text';
import { subject } from '../src/domain/email/words';
import { linkTo } from '../src/domain/rejects-link';
import { FILE_ID } from './events';

const summary = (changed: Partial<CustomerFileProcessed> = {}): CustomerFileProcessed =>
  Object.assign(new CustomerFileProcessed(), {
    fileId: FILE_ID,
    status: 'processed',
    asOf: '2026-06-30',
    startedAt: '2026-06-30T12:00:00.000Z',
    finishedAt: '2026-06-30T12:00:04.200Z',
    object: { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v', etag: 'e', bytes: 1 },
    counts: { total: 2000, valid: 1626, invalid: 374, inserted: 1600, unchanged: 20, conflicting: 6 },
    failures: { EMAIL_INVALID: 39, COUNTRY_UNKNOWN: 52, EMAIL_REQUIRED: 6 },
    rejects: { bucket: 'work', key: 'Curoupt_Records/x/customers.rejects.csv', versionId: null, etag: 'e', bytes: 1 },
    conflicts: [
      { bucket: 'work', key: 'Curoupt_Records/x/conflicts-000001.csv', versionId: null, etag: 'e', bytes: 1 },
    ],
    refusal: null,
    possiblyRepeated: false,
    late: false,
    ...changed,
  });
const about = { functionName: 'aggregate', rejectsLink: 'https://console.example/x?a=1&b=2' };

const NASTY = '<script>alert(1)</script>"\'&\r\nBcc: evil@example.com\u202Egnp.exe\u2066.csv';

describe('the e-mail', () => {
  it('says the outcome in its subject', () => {
    expect(subject(summary())).toBe('customers.csv: 1,626 of 2,000 rows were accepted, 374 rejected.');
  });

  it('says why a file was refused', () => {
    const refusal = {
      code: 'HEADER_MISSING_COLUMN' as const,
      message: 'The file has no column `email`.',
      hint: 'Rename `e_mail`.',
    };
    const refused = summary({ status: 'refused', counts: null, failures: {}, rejects: null, conflicts: [], refusal });
    expect(subject(refused)).toBe('customers.csv was refused: The file has no column `email`.');
    for (const body of [htmlBody(refused, about), textBody(refused, about)]) {
      expect(body).toContain('Rename `e_mail`.');
      expect(body).toContain('HEADER_MISSING_COLUMN');
    }
  });

  it.each([
    ['HTML', htmlBody],
    ['text', textBody],
  ])('has counts, faults with their share, conflicts, time, link and function as %s', (_, body) => {
    const mail = body(summary(), about);
    for (const part of [
      '2,000',
      '1,626',
      '374',
      '1,600',
      'Country unknown',
      'COUNTRY_UNKNOWN',
      '2.6 %',
      'never updated',
      'conflicts-000001.csv',
      '4.2 s',
      'aggregate',
      '2026-06-30 12:00:04 UTC',
      FILE_ID,
    ]) {
      expect(mail).toContain(part);
    }
  });

  it('says that it comes late, in the subject and in both texts', () => {
    const late = summary({ late: true });
    expect(subject(late)).toBe('[late] customers.csv: 1,626 of 2,000 rows were accepted, 374 rejected.');
    for (const body of [htmlBody(late, about), textBody(late, about)])
      expect(body).toContain('had been reported as stalled');
    for (const body of [htmlBody(summary(), about), textBody(summary(), about)]) expect(body).not.toContain('stalled');
  });

  it('is silent about conflicts where there are none', () => {
    const mail = summary({
      counts: { total: 1, valid: 1, invalid: 0, inserted: 1, unchanged: 0, conflicting: 0 },
      failures: {},
      rejects: null,
      conflicts: [],
    });
    expect(htmlBody(mail, { ...about, rejectsLink: null })).not.toContain('never updated');
  });

  it('loads nothing from elsewhere and runs nothing', () => {
    expect(htmlBody(summary(), about)).not.toMatch(/<img|<script|<link|url\(|@import/i);
  });

  it('makes text from outside harmless', () => {
    const mail = summary({
      object: { ...summary().object, key: `incoming/${NASTY}` },
      refusal: { code: 'FILE_EMPTY', message: NASTY, hint: NASTY },
      status: 'refused',
    });
    expect(htmlBody(mail, about)).not.toMatch(/<script|\u202e|\u2066/);
    expect(subject(mail)).not.toMatch(/[\r\n\u202e\u2066]/);
  });

  it('has a subject of one line and 200 characters at the most, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (key) => {
        const line = subject(summary({ object: { ...summary().object, key } }));
        expect([...line].length).toBeLessThanOrEqual(200);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('keeps its text within 76 characters a line, but for addresses', () => {
    const long = textBody(summary(), about)
      .split('\n')
      .filter((line) => line.length > 76 && !/:\/\/|file /.test(line));
    expect(long).toEqual([]);
  });
});

describe('the names of the codes', () => {
  it('are there for every code, in the order of the table', () => {
    expect(Object.keys(CODE_NAMES)).toHaveLength(22);
    expect(
      faultsByColumn({ EMAIL_INVALID: 1, ROW_MALFORMED: 2, CUSTOMER_ID_INVALID: 3, NEW_CODE: 4 }).map(
        ({ column }) => column,
      ),
    ).toEqual(['row', 'customer_id', 'email', 'other']);
  });
});

describe('the link to the rejects', () => {
  it('is the page in the S3 console, which asks for a login', () => {
    const link = linkTo(
      { bucket: 'b', key: 'Curoupt_Records/x/a b&c.rejects.csv', versionId: null, etag: '', bytes: 0 },
      FILE_ID,
      'eu-west-1',
    );
    expect(link).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/object/b?region=eu-west-1&prefix=Curoupt_Records/x/a%20b%26c.rejects.csv',
    );
  });
});
