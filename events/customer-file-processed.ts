import { REFUSAL_CODES, type RefusalCode } from '@customer-files/customer-schema';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsISO8601, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { type FailureCounts, FinalCounts, IsFailureCounts } from './row-counts';
import { StoredObject } from './stored-object';

/** Why a file was refused, for a person. */
export class Refusal {
  @IsIn(REFUSAL_CODES) code!: RefusalCode;
  @IsString() message!: string;
  @IsString() hint!: string;
}

/** The summary of a file's ending, as the e-mail told it. */
export class CustomerFileProcessed extends FileEvent {
  static readonly source = 'customer-files.notification';
  static readonly detailType = 'CustomerFileProcessed';

  @IsIn(['processed', 'refused']) status!: 'processed' | 'refused';
  @IsObjectOf(() => StoredObject) object!: StoredObject;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) asOf!: string;
  /** When the first event about the file was published. */
  @IsISO8601() startedAt!: string;
  @IsISO8601() finishedAt!: string;
  /** Null where no row was read. */
  @IsOptional() @IsObjectOf(() => FinalCounts) counts!: FinalCounts | null;
  @IsFailureCounts() failures!: FailureCounts;
  @IsOptional() @IsObjectOf(() => StoredObject) rejects!: StoredObject | null;
  @IsArray() @ValidateNested({ each: true }) @Type(() => StoredObject) conflicts!: StoredObject[];
  @IsOptional() @IsObjectOf(() => Refusal) refusal!: Refusal | null;
  /** An earlier attempt may already have sent this e-mail: it ended between SES's answer and the record of it. */
  @IsBoolean() possiblyRepeated!: boolean;
  /** The file had been reported as stalled before it ended. */
  @IsBoolean() late: boolean = false;
}
