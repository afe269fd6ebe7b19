export { asOfDate } from './domain/as-of';
export { fileIdOf } from './domain/file-id';
