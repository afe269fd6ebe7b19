import countries from 'i18n-iso-countries/index';
import english from 'i18n-iso-countries/langs/en.json';
import { type CellRule, fault, NOT_PLAIN } from '../cell-rule';

/** Codes and English names, in lower case, to alpha-2. Codes outrank names. */
function knownCountries(): Map<string, string> {
  countries.registerLocale(english);
  const known = new Map<string, string>();
  const add = (name: string, alpha2: string): void => {
    const key = name.toLowerCase();
    if (!known.has(key)) known.set(key, alpha2);
  };
  for (const alpha2 of Object.keys(countries.getAlpha2Codes())) add(alpha2, alpha2);
  for (const [alpha3, alpha2] of Object.entries(countries.getAlpha3Codes())) add(alpha3, alpha2);
  for (const [alpha2, names] of Object.entries(countries.getNames('en', { select: 'all' }))) for (const name of names) add(name, alpha2);
  return known;
}

const KNOWN = knownCountries();

const lettersOf = (alpha2: string): number => alpha2.charCodeAt(0) * 256 + alpha2.charCodeAt(1);

/** By two letters in either case: the same two as capitals where they are an alpha-2 code, else 0. */
const ALPHA2 = new Uint16Array(65_536);
for (const alpha2 of new Set(KNOWN.values())) {
  const [first, second] = [alpha2[0]!, alpha2[1]!];
  for (const a of [first, first.toLowerCase()]) for (const b of [second, second.toLowerCase()]) ALPHA2[lettersOf(a + b)] = lettersOf(alpha2);
}

/** ISO 3166-1 alpha-2 or alpha-3, or an English name of the country; stored as alpha-2. Plain: first letter * 256 + second, capitals. */
export const country: CellRule<string> = {
  required: null,

  judge(text) {
    const alpha2 = KNOWN.get(text.toLowerCase());
    return alpha2 ? { value: alpha2 } : fault('COUNTRY_UNKNOWN', 'country is neither an ISO 3166 code nor an English name of a country');
  },

  plain(bytes, from, to) {
    if (to - from === 2) return ALPHA2[bytes[from]! * 256 + bytes[from + 1]!] || NOT_PLAIN;
    const alpha2 = KNOWN.get(bytes.toString('latin1', from, to).toLowerCase());
    return alpha2 ? lettersOf(alpha2) : NOT_PLAIN;
  },
};
