import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  type WriteStream,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { contentHash } from '../../cli/bin/content-hash.mjs';
import { ROOT } from '../../cli/src/paths';
import { type Claims, CustomerRows, HEADER, DEFAULT_VARIANT, type Variant } from './generated/customer-rows';

export { AS_OF } from './generated/customer-rows';

/** A customer file on disk, its valid rows in a CSV of their own (without a header), and what both hold. */
export interface Made extends Claims {
  file: string;
  validFile: string;
}

/** Text that is buffered before it is written. */
const PIECE = 1 << 18;

/** Writes text in large pieces, waiting where the disk is slower. */
class Pieces {
  private text = '';
  private readonly stream: WriteStream;

  constructor(path: string) {
    this.stream = createWriteStream(path);
  }

  /** A promise where the caller had better wait. */
  add(text: string): Promise<unknown> | null {
    this.text += text;
    return this.text.length < PIECE ? null : this.flush();
  }

  async end(): Promise<void> {
    await this.flush();
    this.stream.end();
    await once(this.stream, 'close');
  }

  private flush(): Promise<unknown> | null {
    const taken = this.stream.write(this.text);
    this.text = '';
    return taken ? null : once(this.stream, 'drain');
  }
}

/** Writes a customer file, and its valid rows beside it. Neither has its name before it is whole. */
export async function generate(file: string, rows: number, variant: Partial<Variant> = {}): Promise<Made> {
  const validFile = file.replace(/\.csv$/, '.valid.csv');
  const made = new CustomerRows({ ...DEFAULT_VARIANT, ...variant });
  const aside = (path: string): string => `${path}.${process.pid}.tmp`;
  const [all, valid] = [new Pieces(aside(file)), new Pieces(aside(validFile))];
  void all.add(`${HEADER}\n`);
  for (let row = 0; row < rows; row++) {
    const { line, valid: alone } = made.make();
    for (const full of [all.add(line), valid.add(alone)]) if (full) await full;
  }
  await Promise.all([all.end(), valid.end()]);
  for (const path of [validFile, file]) renameSync(aside(path), path);
  return { file, validFile, ...made.claims };
}

/** What the generator is made of: a file that another one made is not used. */
const generator = (): string => contentHash(ROOT, ['tools/bench/src/generate.ts', 'tools/bench/src/generated'], []);

/** Finds the file of a variant in a folder, or generates it. */
export async function generated(
  folder: string,
  rows: number,
  variant: Partial<Variant> = {},
  say: (line: string) => void = () => undefined,
): Promise<Made> {
  const { ids, names, first, seed } = { ...DEFAULT_VARIANT, ...variant };
  const name = [ids, names, ...(first === 1 ? [] : [`from-${first}`]), rows, `seed-${seed}`].join('-');
  const [file, about] = [join(folder, `${name}.csv`), join(folder, `${name}.json`)];
  const by = generator();
  if (existsSync(about)) {
    const known = JSON.parse(readFileSync(about, 'utf8')) as Made & { by: string };
    if (known.by === by && existsSync(known.file) && existsSync(known.validFile)) return known;
  }
  say(`generating ${name}.csv`);
  mkdirSync(dirname(file), { recursive: true });
  const made = await generate(file, rows, variant);
  writeFileSync(about, JSON.stringify({ ...made, by }, null, 2));
  return made;
}
