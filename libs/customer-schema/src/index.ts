export { type CalendarDay, dayFromIso, daysSince2000, isoFromDay, isRealDay, wholeYears } from './calendar';
export {
  type Column,
  COLUMN_NAMES,
  type ColumnName,
  COLUMNS,
  type ColumnType,
  ID_COLUMN,
  type OptionalColumnName,
  type RequiredColumnName,
} from './columns';
export { NOTICE_CODES, type NoticeCode, type NoticeCodeInfo } from './notice-codes';
export { headerKey } from './header-key';
export { REFUSAL_CODES, type RefusalCode } from './refusal-codes';
export { type CodeSubject, REJECT_CODES, type RejectCode, type RejectCodeInfo, type RowCode } from './reject-codes';
