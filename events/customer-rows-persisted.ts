import { IsInt, IsOptional, Min } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { StoredObject } from './stored-object';

/** A part is in the database: `rows = inserted + unchanged + conflicting`. */
export class CustomerRowsPersisted extends FileEvent {
  static readonly source = 'customer-files.persistence';
  static readonly detailType = 'CustomerRowsPersisted';

  @IsInt() @Min(1) part!: number;
  @IsInt() @Min(0) inserted!: number;
  /** Already there, the same in every business column. */
  @IsInt() @Min(0) unchanged!: number;
  /** Already there, with another value; the table keeps what it had. */
  @IsInt() @Min(0) conflicting!: number;
  /** A CSV with both versions of the conflicting rows. */
  @IsOptional() @IsObjectOf(() => StoredObject) conflicts!: StoredObject | null;
}
