import { IsArray, IsBoolean, IsIn, IsInt, IsString, Matches, Min, ValidateIf, registerDecorator } from 'class-validator';

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
            return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
          } catch {
            return false;
          }
        },
        defaultMessage: () => '$property must be an IANA time zone, such as UTC or Europe/Berlin',
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
  @ValidateIf((_, value) => value !== null && typeof value !== 'number')
  @IsString() @Matches(/^(?:100|\d{1,2}(?:\.\d+)?)%$/, { message: 'maxRejects must be a count, a percentage such as "5%", or null' })
  maxRejects: number | string | null = null;
  @IsInt() @Min(1) maxRows: number = 10_000_000;
  /** Bytes after decompression. */
  @IsInt() @Min(1) maxBytes: number = 4 * 1024 ** 3;
  @Matches(/^[^/].*\/$/) incomingPrefix: string = 'incoming/';
  @Matches(/^[^/].*\/$/) rejectsPrefix: string = 'Curoupt_Records/';
}
