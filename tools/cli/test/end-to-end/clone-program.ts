import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { makeClone, removeClone } from '../clone';
import { documentOf, type Ended, program, type Ran } from '../program';

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
