import { IsInt, IsISO8601, Matches, Min } from 'class-validator';
import { ColumnPositions, Dialect } from './dialect';
import { FeedSettings } from './feed-settings';
import { FileEvent } from './file-event';
import { IsObjectOf } from './is-object-of';
import { IsNotices, type Notice } from './notice';
import { StoredObject } from './stored-object';
import { IsAtMost, MAX_COLUMNS } from './limits';

/** A customer file arrived and can be read: its encoding is known, and it has the required columns. */
export class CustomerFileReceived extends FileEvent {
  static readonly source = 'customer-files.ingestion';
  static readonly detailType = 'CustomerFileReceived';

  @IsObjectOf(() => StoredObject) object!: StoredObject;
  /** The time of the S3 event. */
  @IsISO8601() receivedAt!: string;
  /** The as-of date: the day of `receivedAt` in the feed's time zone. Rules take it as today, never the clock. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) asOf!: string;
  @IsObjectOf(() => FeedSettings) settings!: FeedSettings;
  @IsObjectOf(() => Dialect) dialect!: Dialect;
  @IsObjectOf(() => ColumnPositions) columns!: ColumnPositions;
  /** Number of columns of the header. */
  @IsInt() @Min(1) @IsAtMost(MAX_COLUMNS) width!: number;
  /** What ingestion noticed; none in events from before there were notices. */
  @IsNotices() notices: Notice[] = [];
}
