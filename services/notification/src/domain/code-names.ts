/** What each code is called in a report, by the column it belongs to. */
export const CODE_NAMES: Readonly<Record<string, { column: string; name: string }>> = {
  ROW_FIELD_COUNT: { column: 'row', name: 'Wrong number of fields' },
  ROW_MALFORMED: { column: 'row', name: 'Broken quoting' },
  ROW_TOO_LONG: { column: 'row', name: 'Row too long' },
  ROW_NUL_BYTE: { column: 'row', name: 'NUL byte' },
  ROW_ENCODING: { column: 'row', name: 'Undecodable text' },
  CUSTOMER_ID_REQUIRED: { column: 'customer_id', name: 'Id missing' },
  CUSTOMER_ID_INVALID: { column: 'customer_id', name: 'Id not a positive whole number' },
  FULL_NAME_REQUIRED: { column: 'full_name', name: 'Name missing' },
  FULL_NAME_INVALID: { column: 'full_name', name: 'Name not of letters and spaces' },
  EMAIL_REQUIRED: { column: 'email', name: 'E-mail missing' },
  EMAIL_INVALID: { column: 'email', name: 'E-mail not valid' },
  AGE_REQUIRED: { column: 'age', name: 'Age missing' },
  AGE_INVALID: { column: 'age', name: 'Age not a whole number' },
  AGE_OUT_OF_RANGE: { column: 'age', name: 'Age not 1 to 120' },
  DATE_OF_BIRTH_REQUIRED: { column: 'date_of_birth', name: 'Date of birth missing' },
  DATE_OF_BIRTH_INVALID: { column: 'date_of_birth', name: 'Date of birth not a date' },
  DATE_OF_BIRTH_OUT_OF_RANGE: { column: 'date_of_birth', name: 'Date of birth out of range' },
  PHONE_NUMBER_REQUIRED: { column: 'phone_number', name: 'Phone number missing' },
  PHONE_NUMBER_INVALID: { column: 'phone_number', name: 'Phone number not ten digits' },
  COUNTRY_UNKNOWN: { column: 'country', name: 'Country unknown' },
  AGE_MISMATCH: { column: 'across columns', name: 'Age and date of birth disagree' },
  DUPLICATE_CUSTOMER: { column: 'across columns', name: 'Customer twice in the file' },
};

/** The faults of a column, most frequent first. */
export interface ColumnFaults {
  column: string;
  faults: { code: string; name: string; count: number }[];
}

/** Groups faults by column, in the order of the README's table. */
export function faultsByColumn(failures: Readonly<Record<string, number>>): ColumnFaults[] {
  const columns = [...new Set(Object.values(CODE_NAMES).map(({ column }) => column)), 'other'];
  return columns.flatMap((column) => {
    const faults = Object.entries(failures)
      .filter(([code]) => (CODE_NAMES[code]?.column ?? 'other') === column)
      .map(([code, count]) => ({ code, name: CODE_NAMES[code]?.name ?? code, count }))
      .sort((a, b) => b.count - a.count);
    return faults.length > 0 ? [{ column, faults }] : [];
  });
}
