/** Why a file as a whole is refused. The first code that applies, in this order, is reported. */
export const REFUSAL_CODES = [
  'FILE_GONE',
  'FILE_TOO_LARGE',
  'FILE_EMPTY',
  'FILE_CORRUPT',
  'FILE_ENCODING',
  'HEADER_DUPLICATE_COLUMN',
  'HEADER_MISSING_COLUMN',
  'TOO_MANY_REJECTS',
] as const;

/** Why a file as a whole is refused. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];
