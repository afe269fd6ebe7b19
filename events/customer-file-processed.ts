import { REFUSAL_CODES, type RefusalCode } from '@customer-files/customer-schema';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsISO8601, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { IsNotices, type Notice } from './notice';
import { FinalCounts, IsFailureCounts } from './row-counts';
import { StoredObject } from './stored-object';

/** Why a file was refused, in words for a person. */
export class Refusal {
  @IsIn(REFUSAL_CODES) code!: RefusalCode;
  @IsString() message!: string;
  @IsString() hint!: string;
}

/** The summary of a file that ended: what the e-mail reports. */
export class CustomerFileProcessed extends FileEvent {
  static readonly source = 'customer-files.notification';
  static readonly detailType = 'CustomerFileProcessed';

  @IsIn(['processed', 'refused']) status!: 'processed' | 'refused';
  @IsObjectOf(() => StoredObject) object!: StoredObject;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) asOf!: string;
  /** When S3 received the file; null in events from before it was published. */
  @IsOptional() @IsISO8601() receivedAt: string | null = null;
  /** When the first event about the file was published. */
  @IsISO8601() startedAt!: string;
  @IsISO8601() finishedAt!: string;
  /** Null where no row was read. */
  @IsOptional() @IsObjectOf(() => FinalCounts) counts!: FinalCounts | null;
  /** By code, as validation published them; another version of it may have other codes. */
  @IsFailureCounts() failures!: Readonly<Record<string, number>>;
  @IsOptional() @IsObjectOf(() => StoredObject) rejects!: StoredObject | null;
  @IsArray() @ValidateNested({ each: true }) @Type(() => StoredObject) conflicts!: StoredObject[];
  @IsOptional() @IsObjectOf(() => Refusal) refusal!: Refusal | null;
  /**
   * Whether the e-mail may have been sent twice: an earlier attempt ended between the answer of SES and the record of
   * it.
   */
  @IsBoolean() possiblyRepeated!: boolean;
  /** Whether the file had been reported as stalled before it ended. */
  @IsBoolean() late: boolean = false;
  /** What its owner may want to know; nothing is refused for it. None in events from before there were notices. */
  @IsNotices() notices: Notice[] = [];
}
