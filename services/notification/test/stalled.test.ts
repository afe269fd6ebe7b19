import 'reflect-metadata';
import { readSettings } from '@customer-files/config';
import fc from 'fast-check';
import { renderHtml } from '../src/domain/email/html';
import { formatRanges, stalledContent } from '../src/domain/email/stalled-content';
import { renderText } from '../src/domain/email/text';
import { eventKey, type FileProgressEvent, missingParts, type StoredEvent } from '../src/domain/file-progress';
import { MailSettings } from '../src/domain/mail-settings';
import { stalledFile } from '../src/domain/stalled';
import { FILE_ID, persisted, received, refused, validated } from './events';
import { DEAD_LETTER_QUEUES } from './dead-letter-queues';

const context = { functionName: 'detectStalled', possiblyRepeated: false, deadLetterQueues: DEAD_LETTER_QUEUES };

const stored = (...events: FileProgressEvent[]): Map<string, StoredEvent> =>
  new Map(
    events.map((event, i) => [
      eventKey(event),
      { time: `2026-06-30T12:00:0${i}Z`, firstSeenAt: `2026-06-30T12:30:0${i}.000Z`, event },
    ]),
  );
const stalled = (...events: FileProgressEvent[]) => stalledFile(FILE_ID, stored(...events));

describe('a stalled file', () => {
  it.each([
    [
      'without a result',
      [received(), persisted(1, 5)],
      'There is no result of validation yet.',
      ['customer-files-validation-validate-dead-letters-prod'],
    ],
    [
      'without some of its parts',
      [received(), validated(50, 0, 6), persisted(2, 9), persisted(6, 9)],
      'Parts 1 and 3 to 5 of 6 are missing.',
      ['customer-files-persistence-persist-dead-letters-prod'],
    ],
    [
      'without a part that a refusal announced',
      [refused('FILE_CORRUPT', 2, { total: 4, valid: 4, invalid: 0 }), persisted(1, 2)],
      'Part 2 of 2 is missing.',
      ['customer-files-persistence-persist-dead-letters-prod'],
    ],
    [
      'without the file itself',
      [validated(5, 0, 1), persisted(1, 5)],
      'The event that the file was received is missing.',
      ['customer-files-notification-aggregate-dead-letters-prod'],
    ],
    [
      'without the file and a result',
      [persisted(1, 5)],
      'There is no result of validation yet.',
      [
        'customer-files-validation-validate-dead-letters-prod',
        'customer-files-notification-aggregate-dead-letters-prod',
      ],
    ],
    [
      'without the file and a part',
      [validated(5, 0, 1)],
      'The event that the file was received is missing.',
      [
        'customer-files-notification-aggregate-dead-letters-prod',
        'customer-files-persistence-persist-dead-letters-prod',
      ],
    ],
  ] as [string, FileProgressEvent[], string, string[]][])(
    '%s: the e-mail says what is missing, where it stopped, and what to do',
    (_, events, missing, queues) => {
      const file = stalled(...events);
      const content = stalledContent(file, context);
      expect(content.subject).toContain(missing);
      for (const body of [renderHtml(content), renderText(content).replaceAll('\n', ' ')]) {
        for (const text of [
          missing,
          FILE_ID,
          'detectStalled',
          'dead letters',
          '2026-06-30 12:00:00 UTC',
          `2026-06-30 12:30:0${events.length - 1} UTC`,
          ...queues,
        ])
          expect(body).toContain(text);
        expect(body.match(/-dead-letters-prod/g)).toHaveLength(queues.length);
      }
    },
  );

  it('is called by its id if no event names its key', () => {
    expect(stalledContent(stalled(persisted(1, 5)), context).subject).toBe(
      `File ${FILE_ID} has stalled: There is no result of validation yet.`,
    );
  });

  it('has an e-mail that no key can break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (key) => {
        const file = { ...stalled(received()), key: `incoming/<img src=x>${key}` };
        const content = stalledContent(file, context);
        expect([...content.subject].length).toBeLessThanOrEqual(200);
        expect(content.subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(renderHtml(content)).not.toMatch(/<img|<script|[\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('has an e-mail text with at most 76 characters a line', () => {
    const file = stalled(
      received(),
      validated(50, 0, 100),
      ...[3, 9, 27, 50, 51, 80].map((part) => persisted(part, 1)),
    );
    expect(
      renderText(stalledContent(file, context))
        .split('\n')
        .filter((line) => line.length > 76),
    ).toEqual([]);
  });
});

describe('the list of missing parts in an e-mail', () => {
  it.each([
    [[4], '4'],
    [[1, 2], '1 to 2'],
    [[1, 3], '1 and 3'],
    [[2, 4, 5, 6, 9], '2, 4 to 6 and 9'],
    [Array.from({ length: 20 }, (_, i) => 2 * i + 1), '1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 8 more'],
  ])('for %j is written as people write it', (numbers, words) => {
    const last = numbers.at(-1)!;
    const loaded = Array.from({ length: last }, (_, i) => i + 1).filter((part) => !numbers.includes(part));
    const keys = loaded.map((part) => eventKey(persisted(part, 1)));
    expect(formatRanges(missingParts(keys, last))).toBe(words);
  });
});

describe('the setting stalledAfterMinutes', () => {
  const read = (json: object) =>
    readSettings(
      MailSettings,
      { sender: 'a@example.com', recipients: ['b@example.com'], ...json },
      'the parameter mail',
      ['rejectsLink'],
    );

  it('is an hour by default', () => {
    expect(read({}).stalledAfterMinutes).toBe(60);
  });

  it('can be 20 minutes', () => {
    expect(read({ stalledAfterMinutes: 20 }).stalledAfterMinutes).toBe(20);
  });

  it.each([19, 0, 30.5, '60', null])('is refused if it is %j', (stalledAfterMinutes) => {
    expect(() => read({ stalledAfterMinutes })).toThrow('stalledAfterMinutes');
  });
});
