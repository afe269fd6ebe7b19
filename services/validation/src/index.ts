export { type Checkable, type Checked, checkFile } from './check-file';
export { rejectsName } from './domain/names';
