export { isRunning } from './client/is-running';
export { type CloudHandle, startCloud } from './client/start-cloud';
export type { CloudJson } from './cloud-json';
export { environment } from './environment';
export type { EventEnvelope, Happening } from './happenings';
export type { FunctionCounts, UsageCounts } from './usage/counts';
export { type FaultKind, type MeanSettings, ODDS } from './mean/odds';
