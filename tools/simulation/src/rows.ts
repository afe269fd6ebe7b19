import type { RejectCode } from '@customer-files/customer-schema';
import type { Random } from './random';

/** A customer as it has to be in the table. */
export interface Customer {
  id: string;
  name: string;
  email: string;
  age: number;
  born: string;
  phone: string;
  country: string | null;
}

/** A row of a file, and its codes. Whether it is also a duplicate depends on the rows before it. */
export interface FileRow {
  cells: readonly string[];
  customer: Customer;
  codes: readonly RejectCode[];
}

export const HEADER = ['customer_id', 'full_name', 'email', 'age', 'date_of_birth', 'phone_number', 'country'];

/** The day on which the ages are right: the day on which a simulation begins. */
const AS_OF = { year: 2026, month: 6, day: 30 };
const FIRST = ['Ada', 'Grace', 'Alan', 'Barbara', 'Radia', 'Tony'];
const LAST = ['Lovelace', 'Hopper', 'Turing', 'Liskov', 'Perlman', 'Hoare'];
const COUNTRIES = ['US', 'DE', 'NA', ''];

/** Ways to make a row invalid, with the codes that it then has. */
const FAULTS: readonly [codes: readonly RejectCode[], spoil: (cells: string[]) => void][] = [
  [['EMAIL_INVALID'], (cells) => (cells[2] = 'nobody')],
  [['PHONE_NUMBER_INVALID'], (cells) => (cells[5] = '12')],
  [['FULL_NAME_REQUIRED'], (cells) => (cells[1] = '')],
  [['CUSTOMER_ID_INVALID', 'AGE_INVALID'], (cells) => ([cells[0], cells[3]] = ['007', 'old'])],
  [['AGE_MISMATCH'], (cells) => (cells[3] = String(Number(cells[3]) + 1))],
  [['COUNTRY_UNKNOWN'], (cells) => (cells[6] = 'Atlantis')],
  [['ROW_FIELD_COUNT'], (cells) => cells.pop()],
];

const letters = (n: number): string =>
  (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26));
const two = (n: number): string => String(n).padStart(2, '0');

/** A customer: the same for the same id and variant, different from all others. */
function customerOf(id: number, variant: number): Customer {
  const n = id * 31 + variant;
  const [year, month, day] = [1940 + (n % 60), 1 + (n % 12), 1 + (n % 28)];
  const age = AS_OF.year - year - (month > AS_OF.month || (month === AS_OF.month && day > AS_OF.day) ? 1 : 0);
  return {
    id: String(id),
    name: `${FIRST[n % 6]} ${LAST[n % 5]} ${letters(id)} ${letters(variant)}`,
    email: `c${id}@mail${variant}.example.com`,
    age,
    born: `${year}-${two(month)}-${two(day)}`,
    phone: String(n).padStart(10, '0'),
    country: COUNTRIES[n % 4] || null,
  };
}

const cellsOf = ({ id, name, email, age, born, phone, country }: Customer): string[] => [
  id,
  name,
  email,
  String(age),
  born,
  phone,
  country ?? '',
];

/** A row that is valid, unless it is a duplicate. @param ids how many customers there are; with few, ids repeat */
export function goodRow(random: Random, ids: number): FileRow {
  const customer = customerOf(1 + random.below(ids), random.below(3));
  return { cells: cellsOf(customer), customer, codes: [] };
}

/** A row that is rejected. */
export function badRow(random: Random, ids: number): FileRow {
  const { customer } = goodRow(random, ids);
  const cells = cellsOf(customer);
  const [codes, spoil] = random.pick(FAULTS);
  spoil(cells);
  return { cells, customer, codes };
}
