import { COLUMN_NAMES, type ColumnName } from '@customer-files/customer-schema';
import { FeedSettings } from '@customer-files/events';
import { rejectedRows } from './rejected-rows';
import { validateBytes } from './validate-bytes';

const GOOD: Record<ColumnName, string> = {
  customer_id: '7',
  full_name: 'Ada Byron',
  email: 'ada@example.com',
  age: '36',
  date_of_birth: '1990-01-15',
  phone_number: '0123456789',
  country: 'GB',
};

/** The message for a row that is valid but for this cell. */
async function messageOf(column: ColumnName, cell: string, settings?: FeedSettings): Promise<string> {
  const row = COLUMN_NAMES.map((name) => (name === column ? cell : GOOD[name]));
  const { rejects } = await validateBytes(
    Buffer.from(`${COLUMN_NAMES.join(',')}\n${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`),
    '2026-06-30',
    settings,
  );
  return rejectedRows(rejects)[0]!._messages!;
}

describe('a message says which cell is wrong, in what way, and how to correct it', () => {
  it.each<[column: ColumnName, cell: string, message: string]>([
    ['customer_id', '', 'customer_id is empty; fill it in'],
    ['customer_id', '007', 'customer_id has leading zeros; write it without them'],
    ['customer_id', '0', 'customer_id is zero; numbers begin with 1'],
    [
      'customer_id',
      '4.44E+09',
      'customer_id was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    [
      'customer_id',
      '1e5',
      'customer_id was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    ['customer_id', '5.0', 'customer_id has a decimal point; write a whole number'],
    ['customer_id', '+5', 'customer_id has a sign; write digits only'],
    ['customer_id', 'C-5', 'customer_id is not a whole number; write digits only'],
    ['customer_id', '9223372036854775808', 'customer_id is too large; the largest is 9223372036854775807'],
    ['full_name', 'R2 D2', 'full_name holds a digit; only letters and spaces are allowed'],
    [
      'full_name',
      "O'Neil",
      'full_name holds an apostrophe, hyphen or full stop, which this feed does not allow (setting namePunctuation)',
    ],
    ['full_name', 'Ada\u00a0Byron', 'full_name holds an invisible or special space; use ordinary spaces'],
    ['full_name', '(Ada)', 'full_name does not begin with a letter; remove what is before it'],
    ['full_name', 'Ada_Byron', 'full_name holds a character that is neither a letter nor a space; remove it'],
    ['full_name', 'a'.repeat(201), 'full_name has 201 characters; at most 200 are allowed'],
    ['email', 'ada.example.com', 'email has no @; write it like name@example.com'],
    ['email', '@example.com', 'email has nothing before the @; write it like name@example.com'],
    ['email', 'a..b@example.com', 'email has a leading, trailing or double dot before the @; remove it'],
    ['email', 'ada@localhost', 'email has a domain without a dot; it is written like example.com'],
    ['email', 'ada@-x.com', 'email has a domain that is not valid; it is written like example.com'],
    [
      'email',
      'a da@example.com',
      'email has a character before the @ that an address cannot have, such as a space or an accent; remove it',
    ],
    ['email', `${'a'.repeat(65)}@example.com`, 'email has 65 characters before the @; at most 64 are allowed'],
    ['age', '036', 'age has leading zeros; write it without them'],
    ['age', '36.0', 'age has a decimal point; write whole years'],
    ['age', '-36', 'age has a sign; write digits only'],
    ['age', '0', 'age is not between 1 and 120; check it against date_of_birth'],
    [
      'age',
      '35',
      'age does not agree with date_of_birth; by it, the age is 36 on the day the file arrived; correct the one that is wrong',
    ],
    ['date_of_birth', '1990-1-15', 'date_of_birth lacks a leading zero; write YYYY-MM-DD'],
    ['date_of_birth', '15.01.1990', 'date_of_birth is not written YYYY-MM-DD'],
    ['date_of_birth', '32888', 'date_of_birth was turned into a number by a spreadsheet; write YYYY-MM-DD'],
    ['date_of_birth', '1990-01-15 00:00:00', 'date_of_birth has a time of day; write YYYY-MM-DD'],
    ['date_of_birth', '2023-02-29', 'date_of_birth is no day of the calendar; check month and day'],
    ['date_of_birth', '1900-12-31', 'date_of_birth is not after the year 1900; check the year'],
    ['date_of_birth', '2026-06-30', 'date_of_birth is not before 2026-06-30, the day the file arrived; check the year'],
    ['phone_number', '123456789', 'phone_number has 9 digits instead of 10; a leading zero may have been lost'],
    ['phone_number', '12345678901', 'phone_number has 11 digits instead of 10'],
    [
      'phone_number',
      '1.23E+09',
      'phone_number was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    ],
    ['phone_number', '+49 123 4567', 'phone_number has punctuation or a country code; write exactly 10 digits'],
    ['phone_number', 'none', 'phone_number is not exactly 10 digits'],
    ['country', 'XX', 'country is neither an ISO 3166 code nor an English name of a country'],
    [
      'country',
      'Germny',
      'country is neither an ISO 3166 code nor an English name of a country; did you mean Germany (DE)?',
    ],
  ])('the message for %s %j is: %s', async (column, cell, message) => {
    expect(await messageOf(column, cell)).toBe(message);
  });

  it('the message for a date in another layout names the layouts that the feed allows', async () => {
    const settings = Object.assign(new FeedSettings(), { dateLayouts: ['DD.MM.YYYY'] });
    expect(await messageOf('date_of_birth', '1990/01/15', settings)).toBe(
      'date_of_birth is not written YYYY-MM-DD or DD.MM.YYYY',
    );
  });
});
