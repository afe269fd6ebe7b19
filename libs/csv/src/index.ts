export { csvLine, guard, unguard } from './csv-writer';
export { decode } from './decode';
export { examine, type Examined } from './examine';
export { FileFault } from './file-fault';
export { fileTooLarge } from './file-too-large';
export { hardFields } from './hard-fields';
export { canonicalColumn, isReturnedFile } from './header';
export { RecordScanner, type RecordSink } from './record-scanner';
export { MAX_RECORD_BYTES, RecordView, type RowFault } from './record-view';
