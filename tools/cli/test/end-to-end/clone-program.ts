import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { makeClone, removeClone } from '../clone';
import { documentOf, type Ended, program, type Ran, SAMPLES } from '../program';

/** The columns of `dim_customer` that come from the file. */
export const BUSINESS = 'customer_id, full_name, email, age, date_of_birth, phone_number, country';

/** The program in a copy of the project, whose state is its own. */
export class CloneProgram {
  private constructor(readonly clone: string) {}

  static async make(): Promise<CloneProgram> {
    return new CloneProgram(await makeClone());
  }

  remove(): void {
    removeClone(this.clone);
  }

  /** A path in the copy. */
  path(...names: string[]): string {
    return join(this.clone, ...names);
  }

  run(...args: string[]): Promise<Ran> {
    return program(this.clone, this.clone, args);
  }

  async start(...args: string[]): Promise<{ status: number; files: Ended[] }> {
    const ran = await this.run('start', '--json', ...args);
    return { status: ran.status, files: documentOf(ran).files };
  }

  /** The result of a query, the header first. */
  async sql(query: string): Promise<string[][]> {
    return parse((await this.run('sql', query)).stdout) as string[][];
  }
}

/** The rows of `dim_customer` that a sample gives an empty table, the header first: of two rows with one id, the earlier. */
export function expectedTable(name: string): string[][] {
  const [header, ...rows] = parse(readFileSync(join(SAMPLES, 'expected-rows', `${name}.rows.csv`))) as string[][];
  const first = new Map(rows.map((row) => [row[0]!, row]).reverse() as [string, string[]][]);
  return [header!, ...[...first.values()].sort((a, b) => (BigInt(a[0]!) < BigInt(b[0]!) ? -1 : 1))];
}
