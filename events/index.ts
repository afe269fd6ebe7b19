import 'reflect-metadata';

export { create, restore } from './create';
export { CustomerFileProcessed, Refusal } from './customer-file-processed';
export { CustomerFileReceived } from './customer-file-received';
export { CustomerFileRefused } from './customer-file-refused';
export { CustomerFileValidated } from './customer-file-validated';
export { CustomerFileWithdrawn } from './customer-file-withdrawn';
export { CustomerRowsPersisted } from './customer-rows-persisted';
export { CustomerRowsValidated } from './customer-rows-validated';
export { ColumnPositions, DELIMITERS, type Delimiter, Dialect, ENCODINGS, type Encoding } from './dialect';
export { eventFaults } from './event-faults';
export { DATE_LAYOUTS, type DateLayout, FEED_ENCODINGS, type FeedEncoding, FeedSettings } from './feed-settings';
export { FileEvent } from './file-event';
export { MAX_COLUMNS, MAX_OBJECT_BYTES, MAX_ROWS } from './limits';
export { Notice, notice } from './notice';
export { type FailureCounts, FinalCounts, RowCounts } from './row-counts';
export { StoredObject } from './stored-object';
