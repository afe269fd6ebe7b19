import { hasMojibake } from '../mojibake';
import { codePointOf, describedAll } from './characters';

/*
 * What is odd about a cell, whatever its column: each returns the rest of a message that begins with the column's name,
 * or null. They are called for rejected cells only.
 */

/** Words that programs and people write for "nothing", in lower case. */
const EMPTY_WORDS = new Set(
  (
    'null|nil|none|nan|na|n/a|n/a.|n.a|n.a.|n.v.|k.a.|not available|not applicable|\\n|#n/a|#na|#null!|(null)|<null>|[null]|{null}|' +
    '<na>|<none>|undefined|void|blank|(blank)|empty|(empty)|<empty>|missing|unknown|tbd|0000-00-00|0000-00-00 00:00:00|00/00/0000|00.00.0000|keine|leer|unbekannt|inconnu|desconocido|-|--|---|–|—|−|.|..|...|…|?|??|???|*|/|_|""|\'\''
  ).split('|'),
);

/** The longest of {@link EMPTY_WORDS} is shorter. */
const LONGEST_EMPTY_WORD = 20;

/** A word that means "empty". @param required whether an empty cell is a fault as well */
export function emptyWord(text: string, required: boolean): string | null {
  if (text.length > LONGEST_EMPTY_WORD || !EMPTY_WORDS.has(text.toLowerCase())) return null;
  return required
    ? 'holds a word that means "empty"; fill it in (the setting emptyWords would only make it an empty cell)'
    : 'holds a word that means "empty"; leave the cell empty, or list the word in the setting emptyWords';
}

/** What spreadsheets leave in a cell: a formula, the apostrophe that marks text, quotes, an error. */
export function spreadsheetTrace(text: string): string | null {
  if (/^=\s*"/.test(text)) return 'is a spreadsheet\'s formula (="..."); write only what is between the quotes';
  if (text.startsWith('=')) return 'is a formula of a spreadsheet; write its value';
  if (text.startsWith("'")) return 'begins with an apostrophe, as spreadsheets mark text; remove it';
  if (text.startsWith('"')) return 'begins with a quotation mark; remove it, and the one at the end';
  if (/^#(?:REF!|VALUE!|NAME\?|DIV\/0!|NUM!|SPILL!|CALC!|#+$)/i.test(text) || /^Err:\d+$/i.test(text))
    return 'holds an error of a spreadsheet; write the value';
  return null;
}

/** Most rejected cells are so, and need no look for other characters. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Digits that no rule accepts, such as Arabic or full-width ones. */
export function otherDigits(text: string): string | null {
  if (isPlain(text)) return null;
  const [digit] = /(?![0-9])\p{N}/u.exec(text) ?? [];
  return digit ? `has digits other than 0 to 9 (${codePointOf(digit)}); write it with 0 to 9` : null;
}

/** Blanks, controls, characters of no width, and hyphens, except those of ASCII that people mean to write. */
const HIDDEN = /[^\P{Z} ]|[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2800\ufffd]|(?!-)[\p{Pd}\u2043\u2212]/gu;

/** Characters of no width that are letters or marks, and full-width forms: they may be in a name. */
const HIDDEN_LETTERS = /[\p{Default_Ignorable_Code_Point}\uff01-\uff5e]/gu;

/** Characters that nobody sees, or that look like others. @param isName whether letters and marks are allowed */
export function hiddenCharacters(text: string, isName = false): string | null {
  if (isPlain(text)) return null;
  const found = describedAll(text, HIDDEN) ?? (isName ? null : describedAll(text, HIDDEN_LETTERS));
  if (!found) return null;
  const remedy = found.includes(' and ') ? 'remove them, or write plain ones' : 'remove it, or write a plain one';
  return `holds ${found}; ${remedy}`;
}

/** UTF-8 that was once read as Windows-1252. */
export function misread(text: string): string | null {
  return !isPlain(text) && hasMojibake(text)
    ? 'is UTF-8 that was once read as Windows-1252 (like Ã© for é); export it again as UTF-8 (see also the setting encoding)'
    : null;
}

/** What is odd about a date: the first that applies. */
export function oddDate(text: string): string | null {
  return emptyWord(text, true) ?? spreadsheetTrace(text) ?? otherDigits(text) ?? hiddenCharacters(text);
}

/** What is odd about an address or a country: the first that applies. */
export function oddText(text: string, required: boolean): string | null {
  return emptyWord(text, required) ?? spreadsheetTrace(text) ?? misread(text) ?? hiddenCharacters(text);
}
