import { AS_IT_STANDS } from '@customer-files/part-format';
import { digits } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { oddNumber } from '../messages/numbers';

const LENGTH = 10;

/** A telephone number as people write it; a single full stop makes it a decimal number, of a spreadsheet. */
const PUNCTUATED = /^(?![0-9]+\.[0-9]?$)(?=.*[0-9])[+0-9 ()./-]+$/;

const invalid = (message: string) => fault('PHONE_NUMBER_INVALID', message);

function explain(text: string) {
  const odd = PUNCTUATED.test(text) ? null : oddNumber(text, `exactly ${LENGTH} digits`);
  if (odd) return invalid(`phone_number ${odd}`);
  if (/^[0-9]+$/.test(text)) {
    const lost = text.length === LENGTH - 1 ? '; a leading zero may have been lost' : '';
    return invalid(
      `phone_number has ${text.length} ${text.length === 1 ? 'digit' : 'digits'} instead of ${LENGTH}${lost}`,
    );
  }
  if (PUNCTUATED.test(text))
    return invalid(`phone_number has punctuation or a country code; write exactly ${LENGTH} digits`);
  return invalid(`phone_number is not exactly ${LENGTH} digits`);
}

/** Exactly ten ASCII digits, kept as text.  */
export const phoneNumber: CellRule<'phone_number'> = {
  required: 'PHONE_NUMBER_REQUIRED',

  validate: (text) => (/^[0-9]{10}$/.test(text) ? { value: text } : explain(text)),

  fastPath: (bytes, from, to) => (to - from === LENGTH && digits(bytes, from, to) >= 0 ? AS_IT_STANDS : FALLBACK),
};
