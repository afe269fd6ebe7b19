import { IsArray, IsBoolean, IsIn, IsInt, Matches, Min, registerDecorator } from 'class-validator';

/** Encodings that a feed may be configured for; UTF-16 is recognised by its BOM. */
export const FEED_ENCODINGS = ['utf-8', 'latin1', 'windows-1252'] as const;
export type FeedEncoding = (typeof FEED_ENCODINGS)[number];

/** Layouts of a date of birth that a feed may allow; `YYYY-MM-DD` always is. Never guessed. */
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

/** Valid where the value can begin a key: a folder, not the root. */
const IsPrefix = (): PropertyDecorator =>
  Matches(/^[^/].*\/$/, { message: '$property must be a folder in the bucket, such as incoming/' });

/** A percentage of rows, as text. */
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

/**
 * How the files of this feed are judged. Read when a file is received and carried in the events from then on,
 * so that a retry or a replay judges the file as it was judged the first time.
 */
export class FeedSettings {
  /** The zone in which the day of the S3 event is the as-of date. */
  @IsTimeZoneName() timeZone: string = 'UTC';
  @IsIn(FEED_ENCODINGS) encoding: FeedEncoding = 'utf-8';
  /** Whether a name may hold apostrophe, hyphen and full stop. */
  @IsBoolean() namePunctuation: boolean = false;
  @IsArray() @IsIn(DATE_LAYOUTS, { each: true }) dateLayouts: DateLayout[] = ['YYYY-MM-DD'];
  /** A count (`100`), a percentage (`"5%"`), or null: accepted rows flow while the file is read. */
  @IsRejectLimit() maxRejects: number | string | null = null;
  @IsInt() @Min(1) maxRows: number = 10_000_000;
  /** Bytes after decompression. */
  @IsInt() @Min(1) maxBytes: number = 4 * 1024 ** 3;
  @IsPrefix() incomingPrefix: string = 'incoming/';
  @IsPrefix() rejectsPrefix: string = 'Curoupt_Records/';
}
