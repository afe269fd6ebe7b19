export { type CloudHandle } from './client/cloud-handle';
export { clearInbox, readInbox, type StoredMail } from './client/inbox';
export { type CloudOptions, isRunning, startCloud } from './client/start-cloud';
export { type CloudJson, environment } from './cloud-json';
export { compilePattern, type Pattern } from './eventbridge/pattern/compile-pattern';
export { privateFolder } from './lifecycle/private-folder';
export { takeLock } from './lifecycle/lock';
export { processes, type ProcessInfo } from './lifecycle/processes';
export { readJson } from './eventbridge/pattern/json';
export { FAULT_RATES, type FaultKind, type FaultProfile } from './faults/fault-profile';
export { type AccountReport, ownerOf } from './iam/account-policies';
export type { DecidedRequest } from './iam/authorizer';
export type { AuthorizationRequest } from './iam/evaluate';
export { listOf, type PolicyDocument, type Statement } from './iam/policy';
export { decide } from './iam/what-if';
export { type ProcStat, readProcStat } from './lifecycle/proc-stat';
export type { EventEnvelope, LocalCloudEvent } from './local-cloud-event';
export {
  type Login,
  type Postgres,
  type PostgresOptions,
  type ServerCertificate,
  startPostgres,
} from './postgres/postgres';
export type { FolderCounts, FunctionCounts, UsageCounts } from './usage/counts';
