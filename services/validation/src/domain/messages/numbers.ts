import { described } from './characters';
import { emptyWord, hiddenCharacters, misread, otherDigits, spreadsheetTrace } from './oddities';

const SEPARATOR = /[.,'’_ \u00a0\u2007\u2009\u202f]/u;
const GROUPED = new RegExp(
  `^[+-]?\\d{1,3}(?:${SEPARATOR.source}\\d{2,3})*${SEPARATOR.source}\\d{3}(?:[.,]\\d+)?$`,
  'u',
);

/** The longest number that is looked at for separators. */
const LONGEST = 60;

function grouped(text: string): string | null {
  if (text.length > LONGEST || !GROUPED.test(text)) return null;
  const [separator] = SEPARATOR.exec(text)!;
  const shown = /[.,'_]/.test(separator) ? `"${separator}"` : described(separator);
  return `has a thousands separator: ${shown}; write digits only`;
}

function scientific(text: string): string | null {
  return /^[+-]?[0-9][0-9.,]*e[+-]?[0-9]+$/i.test(text)
    ? 'was turned into scientific notation by a spreadsheet; format the column as text and enter it again'
    : null;
}

/**
 * Why a text is no number in plain digits: the rest of a message that begins with the column's name, or null.
 *
 * @param whole what to write instead of decimals
 */
export function oddNumber(text: string, whole: string): string | null {
  return (
    emptyWord(text, true) ??
    spreadsheetTrace(text) ??
    otherDigits(text) ??
    grouped(text) ??
    misread(text) ??
    hiddenCharacters(text) ??
    scientific(text) ??
    (/^[+-]?[0-9]*[.,][0-9]*$/.test(text) ? `has a decimal point; write ${whole}` : null)
  );
}
