/** The label of a notice. */
export interface NoticeCodeInfo {
  /** Its name in reports. */
  label: string;
}

/** What the owner of a feed may want to know of a file, although nothing is refused for it, in the order of reports. */
const CODES = {
  COLUMN_NOT_READ: { label: 'Column not read' },
  HEADER_REPEATED: { label: 'Header repeated' },
  NO_ROWS: { label: 'No rows' },
  NOTHING_NEW: { label: 'Nothing new' },
} as const satisfies Record<string, NoticeCodeInfo>;

/** What a notice is about. */
export type NoticeCode = keyof typeof CODES;

/** The codes of notices, in the order in which the notices of a file are listed. */
export const NOTICE_CODES: Readonly<Record<NoticeCode, NoticeCodeInfo>> = CODES;
