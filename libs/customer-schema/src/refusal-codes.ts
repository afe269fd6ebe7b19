/** Why a file as a whole is refused. The first code that applies, in this order, is reported. */
export const REFUSAL_CODES = [
  'FILE_GONE',
  'FILE_NOT_CSV',
  'FILE_TOO_LARGE',
  'FILE_EMPTY',
  'FILE_CORRUPT',
  'FILE_ENCODING',
  'HEADER_DUPLICATE_COLUMN',
  'HEADER_MISSING_COLUMN',
  'HEADER_FIELD_COUNT',
  'TOO_MANY_REJECTS',
] as const;

/** Why a file as a whole is refused. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];
