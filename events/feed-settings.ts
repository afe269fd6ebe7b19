import { COLUMN_NAMES, type ColumnName, headerKey } from '@customer-files/customer-schema';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  MaxLength,
  Min,
  registerDecorator,
} from 'class-validator';
import { IsAtMost } from './limits';

/** Encodings that a feed can be configured for. UTF-16 needs no setting: its byte order mark shows it. */
export const FEED_ENCODINGS = ['utf-8', 'latin1', 'windows-1252'] as const;
export type FeedEncoding = (typeof FEED_ENCODINGS)[number];

/** Layouts of a date of birth that a feed can allow. `YYYY-MM-DD` is always allowed, and no layout is ever guessed. */
export const DATE_LAYOUTS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'YYYY/MM/DD', 'YYYYMMDD'] as const;
export type DateLayout = (typeof DATE_LAYOUTS)[number];

/** Valid where the value is an IANA time zone that this runtime knows. */
function IsTimeZoneName(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTimeZoneName',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate(value: unknown) {
          try {
            return (
              typeof value === 'string' &&
              new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== ''
            );
          } catch {
            return false;
          }
        },
        defaultMessage: () => '$property must be an IANA time zone, such as UTC or Europe/Berlin',
      },
    });
}

/** Valid where the value is a folder in a bucket, but not the root. */
const IsPrefix = (): PropertyDecorator =>
  Matches(/^[^/].*\/$/, { message: '$property must be a folder in the bucket, such as incoming/' });

/** A percentage of rows, as text (`"0.5%"`). */
export const PERCENTAGE = /^(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%$/;

/** Valid where the value is a count (`100`), a percentage (`"5%"`, `"0.5%"`), or null. */
function IsRejectLimit(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isRejectLimit',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: (value: unknown) =>
          value === null ||
          (Number.isSafeInteger(value) && (value as number) >= 0) ||
          (typeof value === 'string' && PERCENTAGE.test(value)),
        defaultMessage: () => '$property must be a count of rows such as 100, a percentage such as "5%", or null',
      },
    });
}

const COLUMN_BY_KEY = new Map(COLUMN_NAMES.map((name) => [headerKey(name), name]));

/** Whether a name has a letter or a digit, as those alone count, and is not the one of another column. */
function isHeaderName([name, column]: [string, unknown]): boolean {
  const key = headerKey(name);
  return key !== '' && COLUMN_NAMES.includes(column as ColumnName) && (COLUMN_BY_KEY.get(key) ?? column) === column;
}

/** Valid where the value maps names of columns in a header to the known columns. */
function IsHeaderNames(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isHeaderNames',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          !Array.isArray(value) &&
          Object.entries(value).every(isHeaderName),
        defaultMessage: () =>
          `$property must map names in a header, none of them of another column, to ${COLUMN_NAMES.join(', ')}`,
      },
    });
}

/** A text that is not empty and has no ASCII white space at its ends, as cells have none when they are compared. */
const TRIMMED = /^[^\t-\r ](?:[\s\S]*[^\t-\r ])?$/;

/**
 * How the files of a feed are read and validated. Ingestion reads the settings when a file arrives and puts them in its
 * event, so that a retry or a replay validates the file in the same way as the first time.
 */
export class FeedSettings {
  /** The time zone in which the day of the S3 event is the as-of date. */
  @IsTimeZoneName() timeZone: string = 'UTC';
  @IsIn(FEED_ENCODINGS) encoding: FeedEncoding = 'utf-8';
  /** Whether a name may contain apostrophes, hyphens and full stops. */
  @IsBoolean() namePunctuation: boolean = false;
  @IsArray() @IsIn(DATE_LAYOUTS, { each: true }) dateLayouts: DateLayout[] = ['YYYY-MM-DD'];
  /** Names of the feed's own for columns: the name in a header, and the column. None in events from before it was there. */
  @IsHeaderNames() headers: Record<string, ColumnName> = {};
  /** Words that count as an empty cell (`NULL`), exactly as they are written here; at most 100, of 100 characters each. */
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(TRIMMED, { each: true, message: 'each of $property must be a word without blanks around it' })
  emptyWords: string[] = [];
  /**
   * The limit of rejected rows: a count (`100`), a percentage (`"5%"`), or null for none. Without a limit, parts are
   * published while the file is read.
   */
  @IsRejectLimit() maxRejects: number | string | null = null;
  @IsInt() @Min(1) @IsAtMost(Number.MAX_SAFE_INTEGER) maxRows: number = 10_000_000;
  /** The limit of bytes, as stored and after decompression. */
  @IsInt() @Min(1) @IsAtMost(Number.MAX_SAFE_INTEGER) maxBytes: number = 4 * 1024 ** 3;
  @IsPrefix() incomingPrefix: string = 'incoming/';
  /** The default is misspelled on purpose: existing readers use this prefix. */
  @IsPrefix() rejectsPrefix: string = 'Curoupt_Records/';
}
