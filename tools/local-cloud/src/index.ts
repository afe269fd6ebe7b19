export { isRunning } from './client/is-running';
export { type CloudHandle, type CloudOptions, startCloud } from './client/start-cloud';
export type { CloudJson } from './cloud-json';
export { environment } from './environment';
export type { EventEnvelope, Happening } from './happenings';
export { type FaultKind, type MeanSettings, ODDS } from './mean/odds';
export { type Login, type Postgres, startPostgres } from './postgres/postgres';
export type { FolderCounts, FunctionCounts, UsageCounts } from './usage/counts';
