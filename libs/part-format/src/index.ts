export { AS_IT_STANDS, NULL_CELL, packLetters } from './encodings';
export { HEAD_BYTES, type PartHead, type PartName, PartUnreadable, PartVersionUnknown, readHead } from './part-head';
export { findRows, maxRowsOf, partOfRows, type PartRows, rowsOfPart } from './part-rows';
export { type FinishedPart, PART_BYTES, PART_ROWS, PartWriter } from './part-writer';
export type { RowValues } from './row-values';
export { columnsOf, CURRENT_VERSION, type PartColumn } from './versions';
