import { daysSince2000, isoFromDay, isRealDay } from '@customer-files/customer-schema';
import { DATE_LAYOUTS, type DateLayout } from '@customer-files/events';
import { digits } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { emptyWord, oddDate } from '../messages/oddities';
import type { ValidationContext } from '../validation-context';

/** The last year that is out of range. */
const LAST_YEAR_REFUSED = 1900;
const HYPHEN = 0x2d;
/** A longer text is no date in words. */
const LONGEST_DATE = 40;

/** In a layout that a feed names, day and month may have one digit where separators tell them apart. */
const LAYOUTS: Record<DateLayout, RegExp> = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/,
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  'YYYY/MM/DD': /^(?<year>\d{4})\/(?<month>\d{1,2})\/(?<day>\d{1,2})$/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
};

const invalid = (message: string) => fault('DATE_OF_BIRTH_INVALID', message);

/** The layouts that a feed allows; the ISO layout always is one of them. */
function layouts({ dateLayouts }: ValidationContext): readonly DateLayout[] {
  return dateLayouts.includes('YYYY-MM-DD') ? dateLayouts : ['YYYY-MM-DD', ...dateLayouts];
}

interface Day {
  year: number;
  month: number;
  day: number;
}

/** The day that a text is in a layout, or null where it is not written so. It may be no day of the calendar. */
function readAs(layout: DateLayout, text: string): Day | null {
  const { year, month, day } = LAYOUTS[layout].exec(text)?.groups ?? {};
  return year === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
}

/** Names the layouts that the feed does not allow and that would read a text as a day of the calendar. */
function hint(text: string, context: ValidationContext): string {
  const allowed = layouts(context);
  const others = DATE_LAYOUTS.filter((layout) => {
    const read = allowed.includes(layout) ? null : readAs(layout, text);
    return read !== null && isRealDay(read.year, read.month, read.day);
  });
  return others.length === 0 ? '' : `; ${others.join(' or ')} in the setting dateLayouts would read it`;
}

function explain(text: string, context: ValidationContext) {
  const allowed = layouts(context).join(' or ');
  const odd = oddDate(text);
  if (odd) return invalid(`date_of_birth ${odd}`);
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) return invalid(`date_of_birth lacks a leading zero; write ${allowed}`);
  if (/[T ]\d{1,2}:/.test(text)) return invalid(`date_of_birth has a time of day; write ${allowed}`);
  if (/^\d{1,5}$/.test(text))
    return invalid(`date_of_birth was turned into a number by a spreadsheet; write ${allowed}`);
  if (/^\d{1,2}([-./ ])\d{1,2}\1\d{2}$/.test(text))
    return invalid(`date_of_birth has a year of two digits; write ${allowed}`);
  if (text.length <= LONGEST_DATE && /\p{L}{3}/u.test(text) && /[0-9]/.test(text))
    return invalid(`date_of_birth has words in it; write ${allowed}`);
  return invalid(`date_of_birth is not written ${allowed}${hint(text, context)}`);
}

/** Why a text in a layout of the feed is no day: some databases write their empty date as zeros. */
function noRealDay(text: string, context: ValidationContext) {
  const empty = emptyWord(text, true);
  return invalid(`date_of_birth ${empty ?? `is no day of the calendar; check month and day${hint(text, context)}`}`);
}

/** A real day after the year 1900 and before the as-of date. Fast path: year * 10000 + month * 100 + day. */
export const dateOfBirth: CellRule<'date_of_birth'> = {
  required: 'DATE_OF_BIRTH_REQUIRED',

  validate(text, context) {
    const layout = layouts(context).find((name) => LAYOUTS[name].test(text));
    if (!layout) return explain(text, context);
    const born = readAs(layout, text)!;
    if (!isRealDay(born.year, born.month, born.day)) return noRealDay(text, context);
    const days = daysSince2000(born.year, born.month, born.day);
    if (born.year <= LAST_YEAR_REFUSED)
      return fault(
        'DATE_OF_BIRTH_OUT_OF_RANGE',
        `date_of_birth is not after the year ${LAST_YEAR_REFUSED}; check the year`,
      );
    if (days >= context.asOf.days)
      return fault(
        'DATE_OF_BIRTH_OUT_OF_RANGE',
        `date_of_birth is not before ${isoFromDay(context.asOf)}, the day the file arrived; check the year`,
      );
    return { value: { ...born, days } };
  },

  fastPath(bytes, from, to, { asOf }) {
    if (to - from !== 10 || bytes[from + 4] !== HYPHEN || bytes[from + 7] !== HYPHEN) return FALLBACK;
    const year = digits(bytes, from, from + 4);
    const month = digits(bytes, from + 5, from + 7);
    const day = digits(bytes, from + 8, to);
    if (year <= LAST_YEAR_REFUSED || month < 0 || day < 0 || !isRealDay(year, month, day)) return FALLBACK;
    const number = year * 10_000 + month * 100 + day;
    return number < asOf.year * 10_000 + asOf.month * 100 + asOf.day ? number : FALLBACK;
  },
};
