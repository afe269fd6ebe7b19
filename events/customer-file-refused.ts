import { REFUSAL_CODES, type RefusalCode } from '@customer-files/customer-schema';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { IsNotices, type Notice } from './notice';
import { type FailureCounts, IsFailureCounts, RowCounts } from './row-counts';
import { StoredObject } from './stored-object';
import { IsAtMost, MAX_ROWS } from './limits';

/**
 * A file is not processed any further. Ingestion refuses a file before its rows are read, validation also while it
 * reads them.
 */
export class CustomerFileRefused extends FileEvent {
  static readonly source = ['customer-files.ingestion', 'customer-files.validation'];
  static readonly detailType = 'CustomerFileRefused';

  @IsObjectOf(() => StoredObject) object!: StoredObject;
  @IsISO8601() receivedAt!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) asOf!: string;
  @IsIn(REFUSAL_CODES) code!: RefusalCode;
  /** What is wrong, in words for a person; contains no customer data. */
  @IsString() message!: string;
  /** What to do about it, in words for a person; contains no customer data. */
  @IsString() hint!: string;
  /** Number of parts that were published before the refusal; their rows are loaded and stay in the table. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) parts!: number;
  /** The rows that were read before the refusal; null where none was. */
  @IsOptional() @IsObjectOf(() => RowCounts) counts!: RowCounts | null;
  @IsFailureCounts() failures!: FailureCounts;
  @IsOptional() @IsObjectOf(() => StoredObject) rejects!: StoredObject | null;
  /** All notices about the file so far, those of ingestion among them; none in events from before there were notices. */
  @IsNotices() notices: Notice[] = [];
}
