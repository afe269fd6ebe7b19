import { IsInt, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { StoredObject } from './stored-object';
import { IsAtMost, MAX_ROWS } from './limits';

/**
 * A part of the accepted rows of a file is ready to be loaded. It is published while the rest of the file is still
 * being read.
 */
export class CustomerRowsValidated extends FileEvent {
  static readonly source = 'customer-files.validation';
  static readonly detailType = 'CustomerRowsValidated';

  /** Number of the part, from 1. */
  @IsInt() @Min(1) @IsAtMost(MAX_ROWS) part!: number;
  @IsInt() @Min(1) @IsAtMost(MAX_ROWS) rows!: number;
  /** The rows, in PostgreSQL's binary COPY format (libs/part-format). */
  @IsObjectOf(() => StoredObject) accepted!: StoredObject;
}
