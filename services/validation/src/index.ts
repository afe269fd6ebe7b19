export { type CheckableFile, checkFile, type CheckResult } from './use-cases/check-file';
export { rejectsName } from './domain/object-keys';
