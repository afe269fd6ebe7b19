export { type Checkable, type Checked, checkFile } from './use-cases/check-file';
export { rejectsName } from './domain/names';
