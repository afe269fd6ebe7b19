export { type HistoryEntry, type HistoryFilter, historyQuery } from './domain/load-history';
export type { UndoAnswer, WithdrawalRefusal } from './domain/withdrawal';
