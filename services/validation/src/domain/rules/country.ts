import countries from 'i18n-iso-countries/index';
import { packLetters } from '@customer-files/part-format';
import { distance } from 'fastest-levenshtein';
import english from 'i18n-iso-countries/langs/en.json';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { oddText } from '../messages/oddities';

/** The form in which names are compared: any case and any Unicode normal form count as the same. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/** Maps codes and English names, {@link folded}, to alpha-2. Codes take precedence over names. */
function knownCountries(): Map<string, string> {
  countries.registerLocale(english);
  const known = new Map<string, string>();
  const add = (name: string, alpha2: string): void => {
    // Lower case of upper case differs from lower case for a few letters, such as ß.
    for (const key of [folded(name), folded(name.toUpperCase())]) if (!known.has(key)) known.set(key, alpha2);
  };
  for (const alpha2 of Object.keys(countries.getAlpha2Codes())) add(alpha2, alpha2);
  for (const [alpha3, alpha2] of Object.entries(countries.getAlpha3Codes())) add(alpha3, alpha2);
  for (const [alpha2, names] of Object.entries(countries.getNames('en', { select: 'all' })))
    for (const name of names) add(name, alpha2);
  return known;
}

const KNOWN = knownCountries();

/** Indexed by two letters in either case: the letters in capitals where they are an alpha-2 code, else 0. */
const ALPHA2 = new Uint16Array(65_536);
for (const alpha2 of new Set(KNOWN.values())) {
  const [first, second] = [alpha2[0]!, alpha2[1]!];
  for (const a of [first, first.toLowerCase()])
    for (const b of [second, second.toLowerCase()]) ALPHA2[packLetters(a + b)] = packLetters(alpha2);
}

/** A longer text is no misspelt name of a country. */
const LONGEST_SUGGESTION = 60;

/** Texts whose suggestion is cached: the same misspelling often fills a column. */
const MAX_CACHED = 1000;
const suggestions = new Map<string, string>();

/** The end of a message that names the country whose name is nearest to a text; empty where none is near. */
function nearest(text: string): string {
  const lower = text.toLowerCase();
  let best = { name: '', far: Math.floor(lower.length / 4) + 1 };
  for (const name of KNOWN.keys()) {
    if (name.length <= 3 || Math.abs(name.length - lower.length) >= best.far) continue;
    const far = distance(name, lower);
    if (far < best.far) best = { name, far };
  }
  const alpha2 = KNOWN.get(best.name);
  return alpha2 ? `; did you mean ${countries.getName(alpha2, 'en')} (${alpha2})?` : '';
}

function suggestion(text: string): string {
  if (text.length > LONGEST_SUGGESTION || text.replace(/[\P{L}]/gu, '').length <= 3) return '';
  const known = suggestions.get(text);
  if (known !== undefined) return known;
  const found = nearest(text);
  if (suggestions.size < MAX_CACHED) suggestions.set(text, found);
  return found;
}

function explain(text: string) {
  const odd = oddText(text, false);
  return fault(
    'COUNTRY_UNKNOWN',
    odd ? `country ${odd}` : `country is neither an ISO 3166 code nor an English name of a country${suggestion(text)}`,
  );
}

/**
 * ISO 3166-1 alpha-2 or alpha-3, or an English name of the country; stored as alpha-2 in capitals.
 * Fast path: the two letters, packed.
 */
export const country: CellRule<'country'> = {
  required: null,

  validate(text) {
    const alpha2 = KNOWN.get(folded(text));
    return alpha2 ? { value: alpha2 } : explain(text);
  },

  fastPath(bytes, from, to) {
    if (to - from === 2) return ALPHA2[bytes[from]! * 256 + bytes[from + 1]!] || FALLBACK;
    const alpha2 = KNOWN.get(bytes.toString('latin1', from, to).toLowerCase());
    return alpha2 ? packLetters(alpha2) : FALLBACK;
  },
};
