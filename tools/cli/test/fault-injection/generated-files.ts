import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export const IDS_PER_SEED = 1_000_000;
const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number';
const AGE = 30;
/** A date of birth on which this age is right on every day of this year. */
const BORN = `${new Date().getUTCFullYear() - AGE}-01-01`;

/** A file to upload, and its expected result. */
export interface GeneratedFile {
  key: string;
  text: string;
  /** The e-mail address of each valid row, by customer id. */
  valid: Map<number, string>;
  invalid: number;
  refused: boolean;
}

const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
const row = (id: number, email: string, age = AGE): string =>
  `${id},Ada ${letters(id)},${email},${age},${BORN},0123456789`;

interface Shape {
  rows: number;
  /** Size of the set from which ids are drawn, so that files share some of them. */
  among: number;
  /** Share of invalid rows. */
  bad: number;
}

function shuffled(ids: number[], random: () => number): number[] {
  return ids
    .map((id) => [random(), id] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, id]) => id);
}

/** Rows with unique ids within the file. Another file may contain the same id with another address. */
function rowsOf(
  seed: number,
  { rows, among, bad }: Shape,
  random: () => number,
): Pick<GeneratedFile, 'valid' | 'invalid'> & { lines: string[] } {
  const valid = new Map<number, string>();
  const ids = shuffled(
    Array.from({ length: among }, (_, i) => seed * IDS_PER_SEED + i),
    random,
  ).slice(0, rows);
  const lines = ids.map((id) => {
    if (random() < bad) return row(id, `c${id}@example.com`, 200);
    const email = `c${id}${random() < 0.3 ? 'other' : ''}@example.com`;
    valid.set(id, email);
    return row(id, email);
  });
  return { valid, invalid: rows - valid.size, lines };
}

/** Generates the files of a seed. @param maxRejects the share of rejects above which a file is refused */
export function generatedFiles(seed: number, maxRejects: number): GeneratedFile[] {
  const generator = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(generator);
  const file = (name: string, shape: Shape): GeneratedFile => {
    const { valid, invalid, lines } = rowsOf(seed, shape, random);
    return {
      key: `incoming/${seed}/${name}.csv`,
      text: [HEADER, ...lines, ''].join('\n'),
      valid,
      invalid,
      refused: invalid > shape.rows * maxRejects,
    };
  };
  const ordinary = ['a', 'b'].map((name) => file(name, { rows: 10 + Math.floor(random() * 10), among: 25, bad: 0.1 }));
  const rough = file('rough', { rows: 20, among: 25, bad: 0.75 });
  const headless = {
    ...file('headless', { rows: 0, among: 0, bad: 0 }),
    text: 'name,e_mail\nAda,a@example.com\n',
    refused: true,
  };
  // More rows than a part has, so that notification waits for several.
  const large = seed % 5 === 0 ? [file('large', { rows: 50_100, among: 50_100, bad: 0.001 })] : [];
  return [...ordinary, rough, file('header-only', { rows: 0, among: 0, bad: 0 }), headless, ...large];
}
