export { BYTE_ORDER_MARK, csvLine, guard, unguard } from './csv-writer';
export { decode } from './decode';
export { parseEscapedFields } from './escaped-fields';
export { examine, type Examined, refused } from './examine';
export { fileDisappeared, FileFault, fileNotFound, fileTooLarge } from './file-fault';
export { isAddedColumn, isResubmission } from './header-names';
export { RecordScanner, type RecordSink } from './record-scanner';
export { MAX_RECORD_BYTES, RecordView } from './record-view';
export { characterLength } from './utf8';
