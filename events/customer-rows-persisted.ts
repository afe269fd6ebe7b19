import { IsInt, IsOptional, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { StoredObject } from './stored-object';
import { IsAtMost, MAX_ROWS } from './limits';

/** A part is loaded into the database: `rows = inserted + unchanged + conflicting`. */
export class CustomerRowsPersisted extends FileEvent {
  static readonly source = 'customer-files.persistence';
  static readonly detailType = 'CustomerRowsPersisted';

  @IsInt() @Min(1) @IsAtMost(MAX_ROWS) part!: number;
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) inserted!: number;
  /** Rows whose customer exists with the same values in every business column. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) unchanged!: number;
  /** Rows whose customer exists with other values; the table keeps the existing ones. */
  @IsInt() @Min(0) @IsAtMost(MAX_ROWS) conflicting!: number;
  /** A CSV file with both versions of the conflicting rows; null where there are none. */
  @IsOptional() @IsObjectOf(() => StoredObject) conflicts!: StoredObject | null;
}
