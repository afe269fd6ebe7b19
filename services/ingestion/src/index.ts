export { asOfDate } from './domain/as-of';
