import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** A small seeded generator of numbers (mulberry32): the same seed, the same file. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const FIRST = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Tony', 'Radia', 'Margaret', 'Katherine', 'Dorothy', 'Hedy', 'Joan', 'Karen', 'Leslie'];
const LAST = ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', 'Allen', 'Hoare', 'Perlman', 'Hamilton', 'Johnson', 'Vaughan', 'Lamarr', 'Clarke', 'Lamport', 'Wirth'];
const COUNTRIES = ['US', 'DE', 'GB', 'FR', 'IN', 'JP', 'BR', 'NA', '', ''];

/** The day on which the ages of generated files are right. */
export const AS_OF = '2026-06-30';
export const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number,country,note';

const letters = (n: number): string => (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26));
const two = (n: number): string => String(n).padStart(2, '0');

/** Faults in one row of a hundred each, six in all. */
const FAULTS: Record<number, (row: string[]) => void> = {
  0: (row) => (row[3] = String(Number(row[3]) + 1)),
  1: (row) => (row[5] = row[5]!.slice(1)),
  2: (row) => (row[1] = ''),
  3: (row) => (row[2] = row[2]!.replace('@', ' at ')),
  4: (row) => (row[4] = row[4]!.split('-').reverse().join('/')),
  5: (row) => (row[6] = 'Atlantis'),
};

/** One row with its line end. @param id from 1 */
function rowOf(id: number, next: (below: number) => number): string {
  const [year, month, day] = [1935 + next(70), 1 + next(12), 1 + next(28)];
  const age = 2026 - year - (month > 6 || (month === 6 && day > 30) ? 1 : 0);
  const name = `${FIRST[next(FIRST.length)]} ${LAST[next(LAST.length)]} ${letters(id)}`;
  const row = [
    String(id), name, `customer${id}@mail${next(9)}.example.com`, String(age), `${year}-${two(month)}-${two(day)}`,
    String(next(1e9)).padStart(10, '0'), COUNTRIES[next(COUNTRIES.length)]!, next(100) < 12 ? '"see, the file"' : '',
  ];
  FAULTS[next(100)]?.(row);
  return `${row.join(',')}\n`;
}

/** Writes a customer file of some 92 bytes a row: 6 % of the rows bad, 12 % with a quoted field, ids in order. */
export async function generate(file: string, rows: number, seed = 42): Promise<void> {
  const next = numbers(seed);
  const out = createWriteStream(file);
  out.write(`${HEADER}\n`);
  let text = '';
  for (let id = 1; id <= rows; id++) {
    text += rowOf(id, next);
    if (text.length < 1 << 18 && id < rows) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end();
  await once(out, 'close');
}
