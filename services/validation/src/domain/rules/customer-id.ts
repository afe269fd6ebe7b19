import { digits } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';

const LARGEST = 9_223_372_036_854_775_807n;

/** A number of so many digits is exact as a JavaScript number. */
const SAFE_DIGITS = 15;

const invalid = (message: string) => fault('CUSTOMER_ID_INVALID', message);

function explain(text: string) {
  if (/^0+$/.test(text)) return invalid('customer_id is zero; numbers begin with 1');
  if (/^0[0-9]+$/.test(text)) return invalid('customer_id has leading zeros; write it without them');
  if (/^[0-9.,]+e\+?[0-9]+$/i.test(text))
    return invalid(
      'customer_id was turned into scientific notation by a spreadsheet; format the column as text and enter it again',
    );
  if (/^[0-9]+[.,][0-9]*$/.test(text)) return invalid('customer_id has a decimal point; write a whole number');
  if (/^[+-]/.test(text)) return invalid('customer_id has a sign; write digits only');
  return invalid('customer_id is not a whole number; write digits only');
}

/** A positive bigint in ASCII digits, without leading zeros. Fast path: its value. */
export const customerId: CellRule<'customer_id'> = {
  required: 'CUSTOMER_ID_REQUIRED',

  validate(text) {
    if (!/^[1-9][0-9]*$/.test(text)) return explain(text);
    const value = text.length <= 19 ? BigInt(text) : LARGEST + 1n;
    return value <= LARGEST ? { value } : invalid(`customer_id is too large; the largest is ${LARGEST}`);
  },

  fastPath(bytes, from, to) {
    if (to - from > SAFE_DIGITS || bytes[from] === 0x30) return FALLBACK;
    return digits(bytes, from, to);
  },
};
