import { hash } from 'node:crypto';

/** What a table holds, whatever the order of its rows: their number, the sum of their ids, and the sum of a hash of each. */
export interface TableContent {
  rows: number;
  ids: string;
  hashes: string;
}

export const NOTHING: TableContent = { rows: 0, ids: '0', hashes: '0' };

/** The hexadecimal digits of a row's MD5 that are added up. */
export const HASH_DIGITS = 12;

/** What two disjoint sets of rows hold together. */
export function together(one: TableContent, other: TableContent): TableContent {
  return {
    rows: one.rows + other.rows,
    ids: String(BigInt(one.ids) + BigInt(other.ids)),
    hashes: String(BigInt(one.hashes) + BigInt(other.hashes)),
  };
}

/** Adds up rows as they are made. */
export class ContentSum {
  private rows = 0;
  private ids = 0n;
  private hashes = 0n;

  /** @param stored the business columns as the table has them, but for those that are null */
  add(id: number, stored: readonly string[]): void {
    this.rows++;
    this.ids += BigInt(id);
    this.hashes += BigInt(parseInt(hash('md5', stored.join('|'), 'hex').slice(0, HASH_DIGITS), 16));
  }

  get content(): TableContent {
    return { rows: this.rows, ids: String(this.ids), hashes: String(this.hashes) };
  }
}
