import { digits } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { oddNumber } from '../messages/numbers';

const LARGEST = 9_223_372_036_854_775_807n;

/** A number of so many digits is exact as a JavaScript number. */
const SAFE_DIGITS = 15;

/** Text with as many delimiters as a row: a record that was not read as cells, in a rejects file that came back as it was. */
const WHOLE_ROW = /^(?:[^,;\t|]*[,;\t|]){5}/;

const invalid = (message: string) => fault('CUSTOMER_ID_INVALID', message);

function explain(text: string) {
  const odd = oddNumber(text, 'a whole number');
  if (odd) return invalid(`customer_id ${odd}`);
  if (/^0+$/.test(text)) return invalid('customer_id is zero; numbers begin with 1');
  if (/^0[0-9]+$/.test(text)) return invalid('customer_id has leading zeros; write it without them');
  if (/^[+-]/.test(text)) return invalid('customer_id has a sign; write digits only');
  if (WHOLE_ROW.test(text)) return invalid('customer_id holds a whole row; divide it into the columns');
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
