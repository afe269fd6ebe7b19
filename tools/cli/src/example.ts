/** What `npm start` drops where no file is named. */
export const EXAMPLE = 'examples/customers.csv';

/** The day on which the example arrives: its ages are right on that day. */
export const EXAMPLE_DAY = '2026-06-30';
