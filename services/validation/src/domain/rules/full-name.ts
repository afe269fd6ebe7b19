import { AS_IT_STANDS } from '@customer-files/part-format';
import { KIND, LETTER } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { describedAll } from '../messages/characters';
import { emptyWord, hiddenCharacters, misread, spreadsheetTrace } from '../messages/oddities';
import { isMojibake } from '../mojibake';

const MAX_CODE_POINTS = 200;
const SPACE = 0x20;

const LETTERS = /^\p{L}[\p{L}\p{M} ]*$/u;
const WITH_PUNCTUATION = /^\p{L}[\p{L}\p{M} '’.-]*$/u;

const invalid = (message: string) => fault('FULL_NAME_INVALID', message);

/** @param name as it stands in the file */
function explain(name: string, punctuation: boolean) {
  const odd = emptyWord(name, true) ?? spreadsheetTrace(name) ?? misread(name);
  if (odd) return invalid(`full_name ${odd}`);
  if (/\p{Nd}/u.test(name)) return invalid('full_name holds a digit; only letters and spaces are allowed');
  const hidden = hiddenCharacters(name, true);
  if (hidden) return invalid(`full_name ${hidden}`);
  if (!/^\p{L}/u.test(name)) return invalid('full_name does not begin with a letter; remove what is before it');
  if (!punctuation && WITH_PUNCTUATION.test(name)) {
    return invalid(
      'full_name holds an apostrophe, hyphen or full stop, which this feed does not allow (setting namePunctuation)',
    );
  }
  const other = describedAll(name, punctuation ? /[^\p{L}\p{M} '’.-]/gu : /[^\p{L}\p{M} ]/gu);
  return invalid(`full_name holds ${other ?? 'another character'}; only letters and spaces are allowed`);
}

/** Letters and their marks, and spaces; stored in NFC with runs of spaces made one. */
export const fullName: CellRule<'full_name'> = {
  required: 'FULL_NAME_REQUIRED',

  validate(text, { namePunctuation }) {
    const name = text.normalize('NFC').replace(/ {2,}/g, ' ');
    if (!(namePunctuation ? WITH_PUNCTUATION : LETTERS).test(name) || isMojibake(name))
      return explain(text, namePunctuation);
    const length = name.length <= MAX_CODE_POINTS ? name.length : [...name].length;
    if (length > MAX_CODE_POINTS)
      return invalid(`full_name has ${length} characters; at most ${MAX_CODE_POINTS} are allowed`);
    return { value: name };
  },

  fastPath(bytes, from, to) {
    if (to - from > MAX_CODE_POINTS) return FALLBACK;
    let afterSpace = true;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      if (KIND[byte] === LETTER) afterSpace = false;
      else if (byte !== SPACE || afterSpace) return FALLBACK;
      else afterSpace = true;
    }
    return AS_IT_STANDS;
  },
};
