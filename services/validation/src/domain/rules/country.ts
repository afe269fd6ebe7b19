import countries from 'i18n-iso-countries/index';
import english from 'i18n-iso-countries/langs/en.json';
import { KIND, LETTER } from '../ascii';
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

/** By `26 * first letter + second letter`: 1 where that is an alpha-2 code. */
const ALPHA2 = new Uint8Array(26 * 26);
for (const alpha2 of new Set(KNOWN.values())) ALPHA2[(alpha2.charCodeAt(0) - 65) * 26 + alpha2.charCodeAt(1) - 65] = 1;

/** ISO 3166-1 alpha-2 or alpha-3, or an English name of the country; stored as alpha-2. Plain: first letter * 256 + second, capitals. */
export const country: CellRule<string> = {
  required: null,

  judge(text) {
    const alpha2 = KNOWN.get(text.toLowerCase());
    return alpha2 ? { value: alpha2 } : fault('COUNTRY_UNKNOWN', 'country is neither an ISO 3166 code nor an English name of a country');
  },

  plain(bytes, from, to) {
    if (to - from !== 2) return NOT_PLAIN;
    const [first, second] = [bytes[from]! & 0xdf, bytes[from + 1]! & 0xdf];
    if (KIND[first] !== LETTER || KIND[second] !== LETTER || KIND[bytes[from]!] !== LETTER || KIND[bytes[from + 1]!] !== LETTER) return NOT_PLAIN;
    return ALPHA2[(first - 65) * 26 + second - 65] ? first * 256 + second : NOT_PLAIN;
  },
};
