/**
 * Names, as the Unicode Character Database has them, of characters that nobody sees, or that people take for others. A
 * message names each other character by its code point.
 */
const NAMES: Readonly<Record<number, string>> = {
  0x09: 'tab',
  0x0a: 'line feed',
  0x0b: 'line tabulation',
  0x0c: 'form feed',
  0x0d: 'carriage return',
  0x20: 'space',
  0x85: 'next line',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x34f: 'combining grapheme joiner',
  0x58a: 'Armenian hyphen',
  0x5be: 'Hebrew punctuation maqaf',
  0x61c: 'Arabic letter mark',
  0x115f: 'Hangul choseong filler',
  0x1160: 'Hangul jungseong filler',
  0x1680: 'Ogham space mark',
  0x1806: 'Mongolian todo soft hyphen',
  0x180e: 'Mongolian vowel separator',
  0x2000: 'en quad',
  0x2001: 'em quad',
  0x2002: 'en space',
  0x2003: 'em space',
  0x2004: 'three-per-em space',
  0x2005: 'four-per-em space',
  0x2006: 'six-per-em space',
  0x2007: 'figure space',
  0x2008: 'punctuation space',
  0x2009: 'thin space',
  0x200a: 'hair space',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2010: 'hyphen',
  0x2011: 'non-breaking hyphen',
  0x2012: 'figure dash',
  0x2013: 'en dash',
  0x2014: 'em dash',
  0x2015: 'horizontal bar',
  0x2018: 'left single quotation mark',
  0x2019: 'right single quotation mark',
  0x201c: 'left double quotation mark',
  0x201d: 'right double quotation mark',
  0x201e: 'double low-9 quotation mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x202f: 'narrow no-break space',
  0x2043: 'hyphen bullet',
  0x205f: 'medium mathematical space',
  0x2060: 'word joiner',
  0x2062: 'invisible times',
  0x2063: 'invisible separator',
  0x2064: 'invisible plus',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0x2212: 'minus sign',
  0x2800: 'Braille pattern blank',
  0x3000: 'ideographic space',
  0x30a0: 'Katakana-Hiragana double hyphen',
  0x3164: 'Hangul filler',
  0xfe58: 'small em dash',
  0xfe63: 'small hyphen-minus',
  0xfeff: 'zero width no-break space',
  0xffa0: 'halfwidth Hangul filler',
  0xfffd: 'replacement character',
};

/** `U+00A0` */
export function codePointOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

function nameOf(character: string): string | null {
  const code = character.codePointAt(0)!;
  if (code >= 0xfe00 && code <= 0xfe0f) return `variation selector-${code - 0xfe00 + 1}`;
  if (code >= 0xe0100 && code <= 0xe01ef) return `variation selector-${code - 0xe0100 + 17}`;
  if (code >= 0xff01 && code <= 0xff5e) return `fullwidth ${String.fromCharCode(code - 0xfee0)}`;
  return NAMES[code] ?? null;
}

/** Characters that a message can show as they are: they neither join with their neighbours nor turn text around. */
const SHOWN = /^[\x21-\x7e\u00a1-\u00ac\u00ae-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f]$/;

/** A character by its name or as it looks, and its code point: `a no-break space (U+00A0)`, `_ (U+005F)`, `U+202D`. */
export function described(character: string): string {
  if (character === ' ') return 'a space';
  const name = nameOf(character);
  if (name) return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name} (${codePointOf(character)})`;
  return SHOWN.test(character) ? `${character} (${codePointOf(character)})` : `the character ${codePointOf(character)}`;
}

/** Characters of a message; a reader needs no more to find what is wrong. */
const MOST = 3;

/** The part of a text that is searched: cells of 64 KiB would take longer to explain than to validate. */
const SEARCHED = 500;

/** The different characters of a text that match, as a list: `a, b and c`; null where none does near the beginning. */
export function describedAll(text: string, pattern: RegExp): string | null {
  const found: string[] = [];
  for (const [character] of text.slice(0, SEARCHED).matchAll(pattern)) {
    if (!found.includes(character)) found.push(character);
    if (found.length === MOST) break;
  }
  if (found.length === 0) return null;
  const all = found.map(described);
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;
}
