import type { ColumnName, RequiredColumnName } from './columns';

/** What a code is about: the row as a whole, one column, or several columns together. */
export type CodeSubject = 'row' | ColumnName | 'across columns';

/** The subject and label of a code. */
export interface RejectCodeInfo {
  subject: CodeSubject;
  /** Its name in reports. */
  label: string;
}

/** Each required column has a code for an empty cell. */
type RequiredCode = `${Uppercase<RequiredColumnName>}_REQUIRED`;

/**
 * Why a row is rejected, in the order in which the codes of a row are listed. A rule that uses a code which is not
 * listed here does not compile, nor does a required column without its `_REQUIRED` code.
 */
const CODES = {
  ROW_FIELD_COUNT: { subject: 'row', label: 'Wrong number of fields' },
  ROW_MALFORMED: { subject: 'row', label: 'Broken quoting' },
  ROW_TOO_LONG: { subject: 'row', label: 'Row too long' },
  ROW_NUL_BYTE: { subject: 'row', label: 'NUL byte' },
  ROW_ENCODING: { subject: 'row', label: 'Undecodable text' },
  CUSTOMER_ID_REQUIRED: { subject: 'customer_id', label: 'Id missing' },
  CUSTOMER_ID_INVALID: { subject: 'customer_id', label: 'Id not a positive whole number' },
  FULL_NAME_REQUIRED: { subject: 'full_name', label: 'Name missing' },
  FULL_NAME_INVALID: { subject: 'full_name', label: 'Name not of letters and spaces' },
  EMAIL_REQUIRED: { subject: 'email', label: 'E-mail missing' },
  EMAIL_INVALID: { subject: 'email', label: 'E-mail not valid' },
  AGE_REQUIRED: { subject: 'age', label: 'Age missing' },
  AGE_INVALID: { subject: 'age', label: 'Age not a whole number' },
  AGE_OUT_OF_RANGE: { subject: 'age', label: 'Age not 1 to 120' },
  DATE_OF_BIRTH_REQUIRED: { subject: 'date_of_birth', label: 'Date of birth missing' },
  DATE_OF_BIRTH_INVALID: { subject: 'date_of_birth', label: 'Date of birth not a date' },
  DATE_OF_BIRTH_OUT_OF_RANGE: { subject: 'date_of_birth', label: 'Date of birth out of range' },
  PHONE_NUMBER_REQUIRED: { subject: 'phone_number', label: 'Phone number missing' },
  PHONE_NUMBER_INVALID: { subject: 'phone_number', label: 'Phone number not ten digits' },
  COUNTRY_UNKNOWN: { subject: 'country', label: 'Country unknown' },
  AGE_MISMATCH: { subject: 'across columns', label: 'Age and date of birth disagree' },
  DUPLICATE_CUSTOMER: { subject: 'across columns', label: 'Customer twice in the file' },
} as const satisfies Record<string, RejectCodeInfo> & Record<RequiredCode, RejectCodeInfo>;

/** Why a row is rejected. */
export type RejectCode = keyof typeof CODES;

/** A fault of the record as a whole; a row that has one has no other code. */
export type RowCode = {
  [Code in RejectCode]: (typeof CODES)[Code]['subject'] extends 'row' ? Code : never;
}[RejectCode];

/** The codes of rejected rows, in the order in which the codes of a row are listed. */
export const REJECT_CODES: Readonly<Record<RejectCode, RejectCodeInfo>> = CODES;
