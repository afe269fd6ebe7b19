import { IsOptional, IsString } from 'class-validator';
import { FeedSettings } from '@customer-files/events';
import { readFeedSettings, readSettings, SettingsInvalid } from '../src';

function refusal(json: unknown): SettingsInvalid {
  try {
    readFeedSettings(json);
  } catch (error) {
    return error as SettingsInvalid;
  }
  throw new Error('it was not refused');
}

describe('the settings of a feed', () => {
  it('are the defaults where nothing is set', () => {
    const settings = readFeedSettings({});
    expect(settings).toBeInstanceOf(FeedSettings);
    expect(settings).toEqual(new FeedSettings());
  });

  it('are what is set, and the defaults for the rest', () => {
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

  it('refuse every unknown key by its name, and every wrong one with what it may be, in one message', () => {
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
      'the parameter feed is not valid: unknown key timezone; unknown key maxReject; timeZone must be an IANA time zone, such as UTC or Europe/Berlin; ' +
        'encoding must be one of the following values: utf-8, latin1, windows-1252; maxRows must not be less than 1',
    );
  });

  it.each([
    ['text', '{'],
    ['null', null],
    ['a list', []],
    ['nothing', undefined],
  ])('refuse %s', (_, json) => {
    expect(refusal(json).message).toBe('the parameter feed is not valid: it must be a JSON object');
  });

  it('refuse a null for what has a default', () => {
    expect(refusal({ timeZone: null }).faults).toEqual([expect.stringContaining('timeZone')]);
  });

  it('cannot be given another prototype', () => {
    expect(refusal(JSON.parse('{"__proto__": {"maxRows": 1}}')).message).toContain('unknown key __proto__');
  });
});

describe('other settings', () => {
  class Login {
    @IsString() password: string = '';
    @IsOptional() @IsString() ca?: string;
  }

  it('may have keys without a default', () => {
    expect(readSettings(Login, { password: 'p', ca: 'pem' }, 'the parameter login', ['ca'])).toEqual({
      password: 'p',
      ca: 'pem',
    });
    expect(readSettings(Login, { password: 'p' }, 'the parameter login', ['ca'])).toEqual({ password: 'p' });
  });

  it('are refused without their values, which may be secret', () => {
    expect(() => readSettings(Login, { password: ['hunter2'] }, 'the parameter login')).toThrow(
      /^(?!.*hunter2).*parameter login.*password must be a string/,
    );
  });
});
