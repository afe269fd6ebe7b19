export { type HistoryEntry, type HistoryFilter, historyQuery } from './domain/load-history';
