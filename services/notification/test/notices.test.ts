import 'reflect-metadata';
import { NOTICE_CODES } from '@customer-files/customer-schema';
import type { FileEvent } from '@customer-files/events';
import { renderHtml } from '../src/domain/email/html';
import { renderText } from '../src/domain/email/text';
import type { FileProgressEvent } from '../src/domain/file-progress';
import { endingOf } from './email-samples';
import { FILE_ID, persisted, received, refused, validated } from './events';
import { notification } from './notification';

/** The summary of a file with these events. */
async function summaryOf(events: readonly FileProgressEvent[]) {
  const { deliver, published, objects } = notification();
  for (const event of events) await deliver(event);
  const stored = JSON.parse(objects.get('notification', `files/${FILE_ID}/summary.json`)!.body.toString()) as object;
  return { published: published[0]!, stored };
}

const withNotices = <Event extends FileEvent>(event: Event, ...codes: string[]): Event =>
  Object.assign(event, { notices: codes.map((code) => ({ code, message: `about ${code}` })) });

/** The event as an earlier version published it. */
function withoutNotices<Event extends FileEvent & { notices: unknown }>(event: Event): Event {
  const { notices: _, ...earlier } = event;
  return Object.assign(Object.create(Object.getPrototypeOf(event) as object) as Event, earlier);
}

describe('the notices of a file', () => {
  it('are those of the event that ends it, in the published and in the stored summary', async () => {
    const file = [received(), withNotices(validated(3, 0, 1), 'HEADER_REPEATED', 'A_LATER_CODE'), persisted(1, 3)];
    const { published, stored } = await summaryOf(file);
    expect(published.notices.map(({ code }) => code)).toEqual(['HEADER_REPEATED', 'A_LATER_CODE']);
    expect(stored).toMatchObject({ notices: published.notices });
  });

  it('are those of the refusal where the file is refused', async () => {
    const { published } = await summaryOf([withNotices(refused('FILE_CORRUPT'), 'HEADER_REPEATED')]);
    expect(published.notices).toEqual([{ code: 'HEADER_REPEATED', message: 'about HEADER_REPEATED' }]);
  });

  it('are none for events from before there were notices, whose counts add up as before', async () => {
    const events = [
      withoutNotices(received()),
      withoutNotices(validated(20, 2, 2)),
      persisted(1, 10),
      persisted(2, 10),
    ];
    const { published } = await summaryOf(events);
    expect(published.notices).toEqual([]);
    expect(published.counts).toMatchObject({ total: 22, valid: 20, inserted: 20 });
  });
});

describe('the notice NOTHING_NEW', () => {
  const codesOf = async (events: readonly FileProgressEvent[]): Promise<string[]> =>
    (await summaryOf(events)).published.notices.map(({ code }) => code);

  it('says that every accepted row was in the table already, also where others were rejected', async () => {
    const { published } = await summaryOf([received(), validated(20, 2, 2), persisted(1, 0, 10), persisted(2, 0, 10)]);
    expect(published.notices).toEqual([
      {
        code: 'NOTHING_NEW',
        message: 'All 20 accepted rows were in the table already, with the same values: this file changed nothing.',
      },
    ]);
  });

  it('has a sentence of its own for one row', async () => {
    const { published } = await summaryOf([received(), validated(1, 0, 1), persisted(1, 0, 1)]);
    expect(published.notices[0]!.message).toMatch(/^The one accepted row was in the table already/);
  });

  it.each([
    ['a row was inserted', [received(), validated(20, 0, 1), persisted(1, 1, 19)]],
    ['a row is conflicting', [received(), validated(20, 0, 1), persisted(1, 0, 19, 1)]],
    ['no row was accepted', [received(), validated(0, 3, 0)]],
    ['the file was refused', [refused('FILE_CORRUPT', 1, { total: 5, valid: 5, invalid: 0 }), persisted(1, 0, 5)]],
  ])('is not there where %s', async (_, events) => {
    expect(await codesOf(events)).toEqual([]);
  });
});

describe('the e-mail about a file with notices', () => {
  const notices = [
    ...Object.keys(NOTICE_CODES).map((code) => ({ code, message: `about ${code.toLowerCase()}` })),
    { code: 'A_LATER_CODE', message: 'about something new' },
  ];

  it.each([
    ['HTML', renderHtml],
    ['text', renderText],
  ])('has each with its label and code, as %s', (_, render) => {
    const mail = render(endingOf({ notices }));
    for (const { code, message } of notices) {
      expect(mail).toContain(message);
      expect(mail).toContain(code);
    }
    for (const { label } of Object.values(NOTICE_CODES)) expect(mail).toContain(label);
  });

  it('has the same subject and outcome as without them', () => {
    const [subject, label] = [endingOf().subject, endingOf().label];
    expect(endingOf({ notices })).toMatchObject({ subject, label });
  });

  it('has no section for them where there are none', () => {
    expect(endingOf().sections.map(({ title }) => title)).not.toContain('Notices');
  });

  it('makes their text harmless', () => {
    const nasty = endingOf({ notices: [{ code: 'X', message: '<script>\u202e\r\nBcc: x' }] });
    expect(renderHtml(nasty)).not.toMatch(/<script|\u202e/);
    expect(renderText(nasty)).not.toMatch(/\u202e|\r/);
  });
});
