/** What to do about an archive. */
export const UNPACK = 'Unpack it, and send the CSV file that is in it.';

/** What to do about a workbook. */
export const EXPORT = 'Open it, save its sheet as "CSV UTF-8", and send that file.';

/** What to do about a file that was never CSV. */
export const CUSTOMERS = 'Export the customers as CSV.';

/** What to do about a compression that is not read. */
export const USE_GZIP = 'Compress it with gzip, or send it uncompressed.';
