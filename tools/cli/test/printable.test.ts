import { rejectsName } from '@customer-files/validation';
import { errorText, printable, printableJson } from '../bin/printable.mjs';
import { line } from '../src/commands/dead-letters';
import { failure } from '../src/commands/sql';
import { deadLetterOf } from '../src/dead-letter';
import { type Outcome, screenSummary } from '../src/outcome';
import { Progress } from '../src/progress';
import { fileNameOf } from '../src/results';

/** Colours, the title of the window, a carriage return, C1 controls, and text that runs backwards. */
const HOSTILE = '\u001b[31mred\u001b]0;title\u0007\rover\u009b2J\u0085\u202Efdp\u2066x\u2028y';
// oxlint-disable-next-line no-control-regex -- that is what must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

/** What is written to standard error meanwhile. */
function written(act: () => void): string {
  const pieces: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((piece) => Boolean(pieces.push(String(piece))));
  try {
    act();
  } finally {
    write.mockRestore();
  }
  return pieces.join('');
}

describe('text from outside', () => {
  it('text for a terminal keeps its lines and has no control or direction characters', () => {
    expect(printable(`  one\ntwo ${HOSTILE}`)).toMatch(/^ {2}one\ntwo /);
    expect(printable(HOSTILE)).not.toMatch(CONTROLS);
  });

  it('a document of --json is the same value, with such characters as escapes', () => {
    const document = printableJson({ file: HOSTILE, list: ['ü 😀'] });
    expect(document).not.toMatch(CONTROLS);
    expect(JSON.parse(document)).toEqual({ file: HOSTILE, list: ['ü 😀'] });
  });

  it('characters that show nothing are seen on a terminal, and are escapes in a document of --json', () => {
    const names = ['a\u200b.csv', 'a\ufeff.csv', 'a\u00ad.csv', 'a\u2060.csv', 'a\ufe0f.csv', 'a\u{e0061}.csv'];
    expect(names.map(printable)).toEqual(names.map(() => 'a\ufffd.csv'));
    const document = printableJson(names);
    expect(document).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
    expect(JSON.parse(document)).toEqual(names);
  });

  it('an error of sql is printed in one line without such characters', () => {
    const text = failure(`${HOSTILE} near`, { message: `syntax error at "${HOSTILE}"\n`, position: '6' });
    expect(text).not.toMatch(CONTROLS);
    expect(text).toMatch(/^syntax error at "[^\n]*" \(near: [^\n]*\)$/);
    expect(failure('', { message: 'relation "x" does not exist' })).toBe('relation "x" does not exist');
  });

  it('an error is printed without such characters', () => {
    expect(errorText(new Error(`${HOSTILE}: there is no such file`))).not.toMatch(CONTROLS);
  });

  it('the result of a file is printed without such characters, whatever the file, its refusal and its paths are named', () => {
    const outcome = {
      file: `a\nforged: processed${HOSTILE}`,
      fileId: 'id',
      status: 'refused',
      asOf: '2026-06-30',
      counts: { total: 1, valid: 0, invalid: 1, inserted: null, unchanged: null, conflicting: null },
      notices: [{ code: 'NOTICE', message: HOSTILE }],
      failures: { [HOSTILE]: 1 },
      refusal: { code: 'FILE_GONE', message: HOSTILE, hint: HOSTILE },
      rejects: `/tmp/${HOSTILE}`,
      conflicts: [HOSTILE],
      emails: [HOSTILE],
    } as unknown as Outcome;
    const screen = screenSummary(outcome);
    expect(screen).not.toMatch(CONTROLS);
    expect(screen.split('\n').filter((one) => one.startsWith('forged'))).toEqual([]);
  });

  it('a dead letter is printed in two lines without such characters', () => {
    const Body = JSON.stringify({ 'detail-type': HOSTILE, detail: { fileId: `f\n${HOSTILE}`, part: HOSTILE } });
    const letter = deadLetterOf({ service: 'persistence' } as never, { MessageId: 'm', Body }, () => `r\n${HOSTILE}`);
    expect(letter.part).toBeNull();
    expect(line(letter)).not.toMatch(CONTROLS);
    expect(line(letter).split('\n')).toHaveLength(3);
  });

  it('a line of progress is one line without such characters', () => {
    const progress = new Progress(false);
    expect(written(() => progress.say(`one\ntwo ${HOSTILE}`))).toMatch(/^one two [^\n]*\n$/);
    expect(written(() => progress.say(HOSTILE))).not.toMatch(CONTROLS);
    progress.end();
  });
});

describe('names of fetched files', () => {
  it.each([
    ['rejects/id/a.rejects.csv', 'a.rejects.csv'],
    ['rejects/id/..', '...csv'],
    ['rejects/id/a\\..\\b.csv', 'a_.._b.csv'],
    [`rejects/id/${'😀'.repeat(61)}.rejects.csv`, `${'😀'.repeat(50)}.rejects.csv`],
    [`rejects/id/${'x'.repeat(255)}`, `${'x'.repeat(212)}.csv`],
    [`rejects/id/${'x'.repeat(900)}.csv`, `${'x'.repeat(208)}.csv`],
  ])('the object %j is written as %j', (key, name) => {
    expect(fileNameOf(key)).toBe(name);
  });

  it.each([`${HOSTILE}.csv`, 'two  blanks.csv', ' a .csv', 'a\\b.csv', 'a\u2028b.csv.gz', `${'x'.repeat(250)}.csv`])(
    'the rejects of %j are written under the name that their link in the e-mail has',
    (source) => {
      const name = rejectsName(source);
      expect(fileNameOf(`rejects/id/${name}`)).toBe(name);
    },
  );

  it('a fetched file has no control characters in its name', () => {
    expect(fileNameOf(`rejects/id/${HOSTILE}.csv`)).not.toMatch(CONTROLS);
  });
});
