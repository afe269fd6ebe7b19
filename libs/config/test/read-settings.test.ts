import { IsOptional, IsString } from 'class-validator';
import { FeedSettings } from '@customer-files/events';
import { readFeedSettings, readSettings, SettingsInvalid } from '../src';

function refusal(json: unknown): SettingsInvalid {
  try {
    readFeedSettings(json);
  } catch (error) {
    return error as SettingsInvalid;
  }
  throw new Error('the settings are valid');
}

describe('readFeedSettings', () => {
  it.each([[['NULL', '\\N', 'N/A', 'not known', '–']], [[]]])(
    'takes the words that count as empty: %j',
    (emptyWords) => {
      expect(readFeedSettings({ emptyWords }).emptyWords).toEqual(emptyWords);
    },
  );

  it.each([
    ['no list', 'NULL'],
    ['a number', [1]],
    ['an empty word', ['']],
    ['a word with a blank before it', [' NULL']],
    ['a word with a line end behind it', ['NULL\n']],
    ['a word of more than 100 characters', ['x'.repeat(101)]],
    ['more than 100 words', Array.from({ length: 101 }, (_, i) => `x${i}`)],
  ])('refuses %s as the words that count as empty', (_, emptyWords) => {
    expect(refusal({ emptyWords }).message).toContain('emptyWords');
  });

  it('returns the defaults where nothing is set', () => {
    const settings = readFeedSettings({});
    expect(settings).toBeInstanceOf(FeedSettings);
    expect(settings).toEqual(new FeedSettings());
  });

  it('returns the values that are set, and defaults for the other keys', () => {
    const set = {
      timeZone: 'Europe/Berlin',
      encoding: 'windows-1252',
      namePunctuation: true,
      dateLayouts: ['YYYY-MM-DD', 'DD.MM.YYYY'],
      maxRejects: '2.5%',
      maxRows: 10,
    };
    expect(readFeedSettings(set)).toEqual({ ...new FeedSettings(), ...set });
  });

  it('throws one error with every unknown key, and every wrong key with its allowed values', () => {
    const { name, code, message, faults } = refusal({
      timezone: 'UTC',
      maxReject: 5,
      timeZone: 'Mars/Olympus',
      encoding: 'ebcdic',
      maxRows: 0,
    });
    expect({ name, code }).toEqual({ name: 'SettingsInvalid', code: 'SETTINGS_INVALID' });
    expect(faults).toHaveLength(5);
    expect(message).toBe(
      'the parameter feed is not valid: unknown key timezone; unknown key maxReject; ' +
        'timeZone must be an IANA time zone, such as UTC or Europe/Berlin; ' +
        'encoding must be one of the following values: utf-8, latin1, windows-1252; maxRows must not be less than 1',
    );
  });

  it.each([
    ['text', '{'],
    ['null', null],
    ['a list', []],
    ['undefined', undefined],
  ])('throws for %s instead of a JSON object', (_, json) => {
    expect(refusal(json).message).toBe('the parameter feed is not valid: it must be a JSON object');
  });

  it('throws for null as the value of a key that has a default', () => {
    expect(refusal({ timeZone: null }).faults).toEqual([expect.stringContaining('timeZone')]);
  });

  it.each([
    ['a', 'incoming/'],
    ['two folders', 'customers/2026/'],
    ['letters of any language and spaces', 'Eingehende Dateien/für Kunden/'],
    ['200 bytes', `${'a'.repeat(199)}/`],
  ])('accepts a prefix of %s', (_, prefix) => {
    expect(readFeedSettings({ incomingPrefix: prefix, rejectsPrefix: prefix })).toMatchObject({
      incomingPrefix: prefix,
      rejectsPrefix: prefix,
    });
  });

  it.each([
    ['2,000 characters', `${'a'.repeat(1999)}/`],
    ['201 bytes', `${'ä'.repeat(100)}/`],
    ['the wildcard of a policy', 'incoming*/'],
    ['a variable of a policy', '${aws:username}/'],
    ['a line end', 'incoming\n/'],
    ['a direction mark', 'incoming\u202e/'],
    ['an empty folder', 'incoming//a/'],
    ['the parent folder', 'incoming/../'],
    ['no slash at its end', 'incoming'],
  ])('throws for a prefix of %s, with the name of the key', (_, prefix) => {
    for (const key of ['incomingPrefix', 'rejectsPrefix'])
      expect(refusal({ [key]: prefix }).faults).toEqual([expect.stringContaining(key)]);
  });

  it('throws for date layouts of which a date does not tell the day', () => {
    expect(refusal({ dateLayouts: ['YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY'] }).message).toBe(
      'the parameter feed is not valid: dateLayouts must not have both DD/MM/YYYY and MM/DD/YYYY: ' +
        'the day of 03/04/2026 would be guessed',
    );
    expect(readFeedSettings({ dateLayouts: ['DD.MM.YYYY', 'MM/DD/YYYY'] }).dateLayouts).toHaveLength(2);
  });

  it.each([
    ['maxRows', 1_000_000_001],
    ['maxRows', 2 ** 53 - 1],
    ['maxBytes', 50 * 1024 ** 4 + 1],
  ])('throws for %s of %d, which no file reaches', (key, value) => {
    expect(refusal({ [key]: value }).faults).toContain(
      `${key} must not be greater than ${key === 'maxRows' ? 1_000_000_000 : 50 * 1024 ** 4}`,
    );
  });

  it('accepts names of a header that are mapped to columns', () => {
    const headers = { 'Kunden-Nr': 'customer_id', 'E-Mail': 'email', Land: 'country' };
    expect(readFeedSettings({ headers }).headers).toEqual(headers);
  });

  it.each([
    ['a column that does not exist', { Nummer: 'customer_number' }],
    ['a name without letters and digits', { '*': 'email' }],
    ['the name of another column', { 'E Mail': 'phone_number' }],
    ['a list', ['email']],
    ['no object', 'email'],
  ])('throws for headers with %s, and names the columns', (_, headers) => {
    expect(refusal({ headers }).message).toContain(
      'headers must map names in a header, none of them of another column, to customer_id, full_name',
    );
  });

  it('throws for the key __proto__', () => {
    expect(refusal(JSON.parse('{"__proto__": {"maxRows": 1}}')).message).toContain('unknown key __proto__');
  });
});

describe('readSettings', () => {
  class Login {
    @IsString() password: string = '';
    @IsOptional() @IsString() ca?: string;
  }

  it('accepts optional keys that have no default', () => {
    expect(readSettings(Login, { password: 'p', ca: 'pem' }, 'the parameter login', ['ca'])).toEqual({
      password: 'p',
      ca: 'pem',
    });
    expect(readSettings(Login, { password: 'p' }, 'the parameter login', ['ca'])).toEqual({ password: 'p' });
  });

  it('throws without the wrong values, which may be secret', () => {
    expect(() => readSettings(Login, { password: ['hunter2'] }, 'the parameter login')).toThrow(
      /^(?!.*hunter2).*parameter login.*password must be a string/,
    );
  });
});
