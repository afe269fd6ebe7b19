import { readSettings } from '@customer-files/config';
import { MailSettings } from '../src/domain/mail-settings';

const read = (json: object): MailSettings =>
  readSettings(
    MailSettings,
    { sender: 'a@example.com', recipients: ['b@example.com'], ...json },
    'the parameter mail',
    ['rejectsLink'],
  );

describe('the addresses of the e-mails', () => {
  it.each(['feed@example.com', 'Customer files <feed@example.com>'])('can be %s for the sender', (sender) => {
    expect(read({ sender }).sender).toBe(sender);
  });

  it.each(['', '@', 'a@', 'a@example.com\r\nBcc: c@example.com', '"a\r\nBcc: c"@example.com', 'A\n <a@example.com>'])(
    'are refused if the sender is %j',
    (sender) => {
      expect(() => read({ sender })).toThrow('sender');
    },
  );

  it.each(['b', 'b@example.com\r\nBcc: c@example.com', '"b\r\nBcc: c"@example.com', 'B <b@example.com>'])(
    'are refused if a recipient is %j',
    (recipient) => {
      expect(() => read({ recipients: ['b@example.com', recipient] })).toThrow('recipients');
    },
  );
});

describe('the setting rejectsLink', () => {
  it.each([
    'https://files.example.com/{bucket}/{key}',
    'https://files.example.com/?file={fileId}&name={name}',
    'file:///home/me/files/{fileId}/{name}',
  ])('can be %s', (rejectsLink) => {
    expect(read({ rejectsLink }).rejectsLink).toBe(rejectsLink);
  });

  it.each([
    'javascript:alert(1)//{key}',
    'data:text/html,{key}',
    'http://files.example.com/{key}',
    'https://{bucket}/{key}',
    'https:///{key}',
    'https://files.example.com/{key}\r\n',
    'https://files.example.com/"onclick="x',
    ' https://files.example.com/{key}',
    '',
  ])('is refused if it is %j', (rejectsLink) => {
    expect(() => read({ rejectsLink })).toThrow('rejectsLink must be an address that begins with https://');
  });
});
