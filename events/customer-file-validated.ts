import { IsInt, IsOptional, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { IsNotices, type Notice } from './notice';
import { type FailureCounts, IsFailureCounts, RowCounts } from './row-counts';
import { StoredObject } from './stored-object';
import { IsAtMost, MAX_ROWS } from './limits';

/** A file was read to its end, and all its rows are validated. */
export class CustomerFileValidated extends FileEvent {
  static readonly source = 'customer-files.validation';
  static readonly detailType = 'CustomerFileValidated';

  @IsObjectOf(() => RowCounts) counts!: RowCounts;
  @IsFailureCounts() failures!: FailureCounts;
  /** Number of parts that were published; 0 where no row was accepted. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) parts!: number;
  @IsOptional() @IsObjectOf(() => StoredObject) rejects!: StoredObject | null;
  /** All notices about the file so far, those of ingestion among them; none in events from before there were notices. */
  @IsNotices() notices: Notice[] = [];
}
