import { IsInt, IsISO8601, IsNotEmpty, IsString, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsAtMost, MAX_ROWS } from './limits';

/** What a file had put into the database was taken out again, because somebody undid the file. */
export class CustomerFileWithdrawn extends FileEvent {
  static readonly source = 'customer-files.persistence';
  static readonly detailType = 'CustomerFileWithdrawn';

  /** The key of the file in the landing bucket. */
  @IsString() @IsNotEmpty() key!: string;
  @IsISO8601() receivedAt!: string;
  /** When the last of its rows had been taken out. */
  @IsISO8601() withdrawnAt!: string;
  /** Rows that the file had inserted, and that were deleted. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) deleted!: number;
  /** Rows that the file had inserted, and that stay, because a later file has changed them since. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) kept!: number;
}
