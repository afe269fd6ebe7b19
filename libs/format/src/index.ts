export { cutToBytes } from './cut-to-bytes';
export { formatDuration, formatInstant, formatNumber, formatShare } from './figures';
export { oneLine } from './one-line';
