import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLUMNS, REJECT_CODES } from '@customer-files/customer-schema';
import fc from 'fast-check';
import type { Block, EmailContent } from '../src/domain/email/content';
import { renderHtml } from '../src/domain/email/html';
import { renderText } from '../src/domain/email/text';
import { faultsByColumn } from '../src/domain/faults-by-column';
import { linkTo } from '../src/domain/rejects-link';
import { EMAIL_SAMPLES, endingOf, stalledOf, summary } from './email-samples';
import { FILE_ID } from './events';

const NASTY = '<script>alert(1)</script>"\'&\r\nBcc: evil@example.com\u202Egnp.exe\u2066.csv';
const COLUMN_LABELS = Object.fromEntries(COLUMNS.map(({ name, label }) => [name, label]));
const NO_CONFLICTS = { total: 1, valid: 1, invalid: 0, inserted: 1, unchanged: 0, conflicting: 0 };

/** What a reader sees of the HTML, in one line. */
const visible = (html: string): string =>
  html
    .replace(/<(style|title)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&(lt|gt|quot|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!)
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

function stringsOf(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
    case 'detail':
      return [block.text];
    case 'counts':
      return block.counts.flatMap(({ label, value }) => [label, value]);
    case 'faults':
      return [block.column, ...block.lines.flatMap(({ label, code, count, share }) => [label, code, count, share])];
    case 'link':
      return [block.label, block.address];
    case 'addresses':
      return [...block.addresses];
  }
}

/** All that an e-mail reports. */
const everything = ({ label, headline, fileName, sections, facts }: EmailContent): string[] => [
  label,
  headline,
  fileName,
  ...sections.flatMap(({ title, blocks }) => [title ?? '', ...blocks.flatMap(stringsOf)]),
  ...facts.flatMap((fact) => [fact.label, fact.value]),
];

describe('an e-mail', () => {
  it.each(Object.entries(EMAIL_SAMPLES))('reports the same as HTML and as text: %s', (_, content) => {
    const html = visible(renderHtml(content)).toLowerCase();
    const text = oneLine(renderText(content)).toLowerCase();
    for (const string of everything(content)) {
      expect(html).toContain(string.toLowerCase());
      expect(text).toContain(string.toLowerCase());
    }
  });

  it.each(Object.entries(EMAIL_SAMPLES))('has its parts in the same order as HTML and as text: %s', (_, content) => {
    const starts = content.sections.flatMap(({ title, blocks }) => [
      ...(title === null ? [] : [title]),
      ...blocks.map((block) => stringsOf(block)[0]!),
    ]);
    for (const body of [visible(renderHtml(content)), oneLine(renderText(content))]) {
      let at = body.indexOf(content.headline);
      for (const start of starts) {
        at = body.toLowerCase().indexOf(start.toLowerCase(), at);
        expect(at).toBeGreaterThan(-1);
      }
    }
  });

  it.each(Object.entries(EMAIL_SAMPLES))('loads nothing from elsewhere and runs nothing: %s', (_, content) => {
    expect(renderHtml(content)).not.toMatch(/<img|<script|<link|url\(|@import/i);
  });

  it.each(Object.entries(EMAIL_SAMPLES))(
    'has a text with at most 76 characters a line, except for addresses and the key of the file: %s',
    (_, content) => {
      const long = renderText(content)
        .split('\n')
        .filter((line) => line.length > 76 && !/:\/\/|^  File /.test(line));
      expect(long).toEqual([]);
    },
  );

  it('has a subject of one line and at most 200 characters, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (key) => {
        const { subject } = endingOf({ object: { ...summary().object, key } });
        expect([...subject].length).toBeLessThanOrEqual(200);
        expect(subject).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('makes text from outside harmless', () => {
    const content = endingOf({
      object: { ...summary().object, key: `incoming/${NASTY}` },
      refusal: { code: 'FILE_EMPTY', message: NASTY, hint: NASTY },
      status: 'refused',
    });
    expect(renderHtml(content)).not.toMatch(/<script|\u202e|\u2066/);
    expect(renderText(content)).not.toMatch(/[\r\u202e\u2066]/);
    expect(content.subject).not.toMatch(/[\r\n\u202e\u2066]/);
  });
});

describe('the e-mail about a file that ended', () => {
  const bodies = (content: EmailContent): string[] => [renderHtml(content), renderText(content)];

  it('has the outcome in its subject', () => {
    expect(endingOf().subject).toBe('customers.csv: 1,626 of 2,000 rows were accepted, 374 rejected.');
  });

  it('says why the file was refused', () => {
    const refusal = {
      code: 'HEADER_MISSING_COLUMN' as const,
      message: 'The file has no column `email`.',
      hint: 'Rename `e_mail`.',
    };
    const nothing = { counts: null, failures: {}, rejects: null, conflicts: [] };
    const refused = endingOf({ status: 'refused', ...nothing, refusal });
    expect(refused.subject).toBe('customers.csv was refused: The file has no column `email`.');
    for (const body of bodies(refused)) {
      expect(body).toContain('Rename `e_mail`.');
      expect(body).toContain('HEADER_MISSING_COLUMN');
    }
  });

  it.each([
    [1626, '1,626 rows of it are in the table already, and stay'],
    [1, '1 row of it is in the table already, and stays'],
    [0, null],
  ])('says of a refused file that %i of its rows are in the table', (loaded, says) => {
    const refusal = { code: 'FILE_CORRUPT' as const, message: 'It is cut off.', hint: 'Send it again.' };
    const rows = loaded === 1626 ? {} : { inserted: loaded, unchanged: 0, conflicting: 0, valid: loaded };
    const refused = endingOf({ status: 'refused', refusal, counts: { ...summary().counts!, ...rows } });
    for (const body of bodies(refused))
      if (says) expect(body).toContain(says);
      else expect(body).not.toContain('in the table already, and stay');
  });

  it.each([
    ['HTML', renderHtml],
    ['text', renderText],
  ])('has counts, faults with their share, conflicts, time, link and function as %s', (_, render) => {
    const mail = render(endingOf());
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
      'https://eu-west-1.console.aws.amazon.com/s3/object/',
      '4.2 s',
      'aggregate',
      '2026-06-30 12:00:04 UTC',
      FILE_ID,
    ]) {
      expect(mail).toContain(part);
    }
  });

  it('says that it is late, in the subject and in both bodies', () => {
    const late = endingOf({ late: true });
    expect(late.subject).toBe('[late] customers.csv: 1,626 of 2,000 rows were accepted, 374 rejected.');
    for (const body of bodies(late)) expect(body).toContain('had been reported as stalled');
    for (const body of bodies(endingOf())) expect(body).not.toContain('stalled');
  });

  it('says that it is possibly repeated, in the subject and in both bodies', () => {
    const repeated = endingOf({ possiblyRepeated: true });
    expect(repeated.subject).toMatch(/^\[possibly repeated\] customers\.csv: /);
    for (const body of bodies(repeated)) expect(body).toContain('You may have received this e-mail before');
    for (const body of bodies(endingOf())) expect(body).not.toContain('received this e-mail before');
  });

  it('has no word about conflicts if there are none', () => {
    const content = endingOf({ counts: NO_CONFLICTS, failures: {}, rejects: null, conflicts: [] });
    for (const body of bodies(content)) expect(body).not.toContain('never updated');
  });

  it('shows every reject code with its label, under its column', () => {
    const failures = Object.fromEntries(Object.keys(REJECT_CODES).map((code, i) => [code, i + 1]));
    const { sections } = endingOf({ failures });
    const shown = sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.type === 'faults' ? block.lines.map(({ code, label }) => ({ code, label, column: block.column })) : [],
      ),
    );
    const columns = { row: 'Row', 'across columns': 'Across columns', ...COLUMN_LABELS } as Record<string, string>;
    const expected = Object.entries(REJECT_CODES).map(([code, { subject, label }]) => ({
      code,
      label,
      column: columns[subject],
    }));
    const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1);
    expect(shown.sort(byCode)).toEqual(expected.sort(byCode));
  });
});

describe('the e-mail about a stalled file', () => {
  it('names the function that sent it and the dead-letter queue to look into', () => {
    for (const body of [renderHtml(stalledOf()), renderText(stalledOf())]) {
      expect(body).toContain('detectStalled');
      expect(body).toContain('customer-files-persistence-persist-dead-letters-prod');
    }
  });
});

describe('the faults by column', () => {
  it('are in the order of the columns, and codes of other versions come last as "other"', () => {
    const failures = { NEW_CODE: 4, EMAIL_INVALID: 1, ROW_MALFORMED: 2, AGE_MISMATCH: 5, CUSTOMER_ID_INVALID: 3 };
    expect(faultsByColumn(failures).map(({ subject }) => subject)).toEqual([
      'row',
      'customer_id',
      'email',
      'across columns',
      'other',
    ]);
  });

  it('show a code of another version as an other fault', () => {
    expect(faultsByColumn({ NEW_CODE: 4, toString: 1 })).toEqual([
      {
        subject: 'other',
        label: 'Other',
        faults: [
          { code: 'NEW_CODE', label: 'Other fault', count: 4 },
          { code: 'toString', label: 'Other fault', count: 1 },
        ],
      },
    ]);
  });

  it('begin with the most frequent fault of each column', () => {
    const [email] = faultsByColumn({ EMAIL_REQUIRED: 6, EMAIL_INVALID: 39 });
    expect(email!.faults.map(({ code }) => code)).toEqual(['EMAIL_INVALID', 'EMAIL_REQUIRED']);
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

describe('npm run preview-email', () => {
  it('writes an e-mail of each kind as HTML and as text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'customer-files-preview-'));
    try {
      const service = join(__dirname, '..');
      const loader = '../../tools/local-cloud/src/tsx.mjs';
      execFileSync(process.execPath, ['--import', loader, 'preview-email.ts', folder], { cwd: service, stdio: 'pipe' });
      const names = Object.keys(EMAIL_SAMPLES).flatMap((name) => [`${name}.html`, `${name}.txt`]);
      expect(readdirSync(folder).sort()).toEqual(names.sort());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
