export { cutToBytes } from './cut-to-bytes';
export { formatCount, formatDuration, formatInstant, formatNumber, formatShare } from './figures';
export { oneLine } from './one-line';
