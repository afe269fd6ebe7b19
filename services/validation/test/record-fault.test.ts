import { parse } from 'csv-parse/sync';
import { validateBytes } from './validate-bytes';

const HEADER = ['customer_id', 'full_name', 'email', 'age', 'date_of_birth', 'phone_number', 'country'];
const ROW = '1,Ada Byron,a@example.com,36,1990-01-15,0123456789,GB';

async function messageOf(record: string, header = HEADER): Promise<string> {
  const { rejects } = await validateBytes(Buffer.from(`${header.join(',')}\n${record}\n${ROW}\n`));
  const [row] = parse(rejects, { columns: true, bom: true }) as Record<string, string>[];
  return row!._messages!;
}

describe('the message of ROW_FIELD_COUNT', () => {
  it.each([
    ['one field', 'Total', 'the row has 1 field, the header 7; a field or a delimiter is missing'],
    ['two fields', 'Total,2', 'the row has 2 fields, the header 7; a field or a delimiter is missing'],
    [
      'all but the last column',
      ROW.slice(0, -3),
      'the row has 6 fields, the header 7; the last column, country, or a delimiter is missing',
    ],
    ['a field too many', `${ROW},x`, 'the row has 8 fields, the header 7; put text that holds the delimiter in quotes'],
    [
      'a header behind it in the same line',
      `${ROW}${HEADER.join(',')}`,
      'the row has 13 fields, the header 7; a line end is missing: 2 records seem to stand in one line',
    ],
    [
      'two records behind it in the same line',
      `${ROW}${ROW}${ROW}`,
      'the row has 19 fields, the header 7; a line end is missing: 3 records seem to stand in one line',
    ],
    [
      'a record behind it with a delimiter for the line end',
      `${ROW},${ROW}`,
      'the row has 14 fields, the header 7; a line end is missing: 2 records seem to stand in one line',
    ],
  ])('names what is there, of a row with %s', async (_, record, message) => {
    expect(await messageOf(record)).toBe(message);
  });

  it('names no last column that has no name', async () => {
    expect(await messageOf(ROW.slice(0, -3), [...HEADER.slice(0, 6), ' '])).toBe(
      'the row has 6 fields, the header 7; a field or a delimiter is missing',
    );
  });
});
