import { type Numbers, numbers, scatter } from './numbers';
import { NAMES } from './names';
import { ContentSum, type TableContent } from './table-content';

/** What kind of rows are made. */
export interface Variant {
  seed: number;
  ids: 'sequential' | 'random';
  names: keyof typeof NAMES;
  /** Number of the first row: of sequential ids, the first one. */
  first: number;
}

export const DEFAULT_VARIANT: Variant = { seed: 42, ids: 'sequential', names: 'ascii', first: 1 };

/** What the rows are, by who made them: nothing of this is the product's word. */
export interface Claims {
  rows: number;
  valid: number;
  invalid: number;
  failures: Record<string, number>;
  /** Of a table that holds the valid rows and no other. */
  content: TableContent;
}

/** The day on which the ages are right. */
export const AS_OF = '2026-06-30';
export const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number,country,note';

const COUNTRIES = ['US', 'DE', 'GB', 'FR', 'IN', 'JP', 'BR', 'NA', '', ''];

const letters = (n: number): string =>
  (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26));
const two = (n: number): string => String(n).padStart(2, '0');

interface Fault {
  code: string;
  spoil: (row: string[]) => void;
}

/** Faults in one row of a hundred each, six in all. */
const FAULTS: readonly Fault[] = [
  { code: 'AGE_MISMATCH', spoil: (row) => (row[3] = String(Number(row[3]) + 1)) },
  { code: 'PHONE_NUMBER_INVALID', spoil: (row) => (row[5] = row[5]!.slice(1)) },
  { code: 'FULL_NAME_REQUIRED', spoil: (row) => (row[1] = '') },
  { code: 'EMAIL_INVALID', spoil: (row) => (row[2] = row[2]!.replace('@', ' at ')) },
  { code: 'DATE_OF_BIRTH_INVALID', spoil: (row) => (row[4] = row[4]!.split('-').reverse().join('/')) },
  { code: 'COUNTRY_UNKNOWN', spoil: (row) => (row[6] = 'Atlantis') },
];

/** A row as it stands in the customer file, and, where it is valid, among the valid rows alone; both with their line end. */
export interface MadeRow {
  line: string;
  valid: string;
}

/** Makes rows of some 92 bytes, one by one: 6 % of them bad, 12 % with a quoted field. */
export class CustomerRows {
  private readonly next: Numbers;
  private readonly idOf: (number: number) => number;
  private number: number;
  private made = 0;
  private readonly failures: Record<string, number> = {};
  private readonly content = new ContentSum();

  constructor(private readonly variant: Variant) {
    this.next = numbers(variant.seed);
    this.idOf = variant.ids === 'random' ? scatter(variant.seed) : (number) => number;
    this.number = variant.first;
  }

  /** Another row. */
  make(): MadeRow {
    const number = this.number++;
    const id = this.idOf(number);
    const row = this.row(number, id);
    const fault = FAULTS[this.next(100)];
    this.made++;
    if (fault) return this.spoilt(row, fault);
    const stored = row.slice(0, 7);
    this.content.add(id, stored[6] === '' ? stored.slice(0, 6) : stored);
    return { line: `${row.join(',')}\n`, valid: `${stored.join(',')}\n` };
  }

  /** What was made so far. */
  get claims(): Claims {
    const { content } = this.content;
    return {
      rows: this.made,
      valid: content.rows,
      invalid: this.made - content.rows,
      failures: { ...this.failures },
      content,
    };
  }

  private row(number: number, id: number): string[] {
    const { next } = this;
    const { first, last } = NAMES[this.variant.names];
    const [year, month, day] = [1935 + next(70), 1 + next(12), 1 + next(28)];
    const age = 2026 - year - (month > 6 ? 1 : 0);
    // The number in letters makes every name another one: without it, some would be duplicates.
    const name = `${first[next(first.length)]} ${last[next(last.length)]} ${letters(number)}`;
    return [
      String(id),
      name,
      `customer${id}@mail${next(9)}.example.com`,
      String(age),
      `${year}-${two(month)}-${two(day)}`,
      String(next(1e9)).padStart(10, '0'),
      COUNTRIES[next(COUNTRIES.length)]!,
      next(100) < 12 ? '"see, the file"' : '',
    ];
  }

  private spoilt(row: string[], { code, spoil }: Fault): MadeRow {
    this.failures[code] = (this.failures[code] ?? 0) + 1;
    spoil(row);
    return { line: `${row.join(',')}\n`, valid: '' };
  }
}

/** A customer file that is small enough to be held. */
export function smallFile(rows: number, variant: Partial<Variant>): { text: string; claims: Claims } {
  const made = new CustomerRows({ ...DEFAULT_VARIANT, ...variant });
  let text = `${HEADER}\n`;
  for (let row = 0; row < rows; row++) text += made.make().line;
  return { text, claims: made.claims };
}
