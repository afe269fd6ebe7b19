import { digits } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { oddNumber } from '../messages/numbers';

const YOUNGEST = 1;
const OLDEST = 120;

function explain(text: string) {
  const odd = oddNumber(text, 'whole years');
  if (odd) return fault('AGE_INVALID', `age ${odd}`);
  if (/^0[0-9]+$/.test(text)) return fault('AGE_INVALID', 'age has leading zeros; write it without them');
  if (/^[+-][0-9]/.test(text)) return fault('AGE_INVALID', 'age has a sign; write digits only');
  return fault('AGE_INVALID', 'age is not a whole number; write digits only');
}

/** Whole years, 1 to 120. Fast path: its value. */
export const age: CellRule<'age'> = {
  required: 'AGE_REQUIRED',

  validate(text) {
    if (!/^(?:0|[1-9][0-9]*)$/.test(text)) return explain(text);
    const value = Number(text);
    if (value >= YOUNGEST && value <= OLDEST) return { value };
    return fault('AGE_OUT_OF_RANGE', `age is not between ${YOUNGEST} and ${OLDEST}; check it against date_of_birth`);
  },

  fastPath(bytes, from, to) {
    if (to - from > 3 || bytes[from] === 0x30) return FALLBACK;
    const value = digits(bytes, from, to);
    return value >= YOUNGEST && value <= OLDEST ? value : FALLBACK;
  },
};
