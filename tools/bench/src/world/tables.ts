import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COLUMN_NAMES } from '@customer-files/customer-schema';
import type { CloudJson } from '@customer-files/local-cloud';
import { readHead } from '@customer-files/part-format';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { HASH_DIGITS, type TableContent } from '../generated/table-content';

/** A format that COPY reads. */
export type CopyFormat = 'binary' | 'text' | 'csv';

/** How a table differs from dim_customer. */
export interface TableShape {
  index: boolean;
  logged: boolean;
}

const COLUMNS = COLUMN_NAMES.join(', ');

/** Of a row that was not loaded by way of a file. */
const NO_FILE = '00000000-0000-8000-8000-000000000000';

/** The columns that a part carries. */
export function columnsIn(part: Buffer): string[] {
  return readHead(part, { fileId: NO_FILE, part: 1 }).columns.map(({ name }) => name);
}

/** As large as the product hands them to COPY, or larger. */
const SLICE_BYTES = 256 * 1024;

function* slices(parts: readonly Buffer[]): Generator<Buffer> {
  for (const bytes of parts)
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}

/** The tables of the embedded cloud, seen with the owner's login. */
export class Tables {
  private constructor(
    readonly client: pg.Client,
    readonly login: pg.ClientConfig,
  ) {}

  /** @param state the folder of the cloud, which keeps the superuser's password */
  static async connect({ postgres }: CloudJson, state: string): Promise<Tables> {
    const { host, port, database, owner } = postgres!;
    await mayCheckpoint({ host, port, database }, owner.user, state);
    const login = { host, port, database, ...owner };
    const tables = new Tables(await connected(login), login);
    await tables.create('reference', { index: true, logged: true });
    return tables;
  }

  /** A table of the columns of dim_customer. */
  async create(name: string, { index, logged }: TableShape): Promise<void> {
    await this.client.query(`DROP TABLE IF EXISTS ${name}`);
    await this.client.query(
      `CREATE ${logged ? '' : 'UNLOGGED'} TABLE ${name} (LIKE dim_customer INCLUDING ALL${index ? '' : ' EXCLUDING INDEXES'})`,
    );
    await this.client.query(`ALTER TABLE ${name} ALTER source_file_id SET DEFAULT '${NO_FILE}'`);
  }

  async drop(name: string): Promise<void> {
    await this.client.query(`DROP TABLE IF EXISTS ${name}`);
  }

  /** Empties tables, and the ledger with them. */
  async empty(...names: readonly string[]): Promise<void> {
    await this.client.query(`TRUNCATE ${[...names, 'part_ledger', 'customer_file', 'withdrawn_file'].join(', ')}`);
    await this.settle();
  }

  /** Lets PostgreSQL write what it still has to, so that no measurement pays for the one before. */
  async settle(): Promise<void> {
    await this.client.query('CHECKPOINT');
  }

  /** The business columns of a table in a form in which two tables can be compared. */
  async contentOf(table: string): Promise<TableContent> {
    const { rows } = await this.client.query<TableContent>(
      `SELECT count(*)::int AS rows, coalesce(sum(customer_id), 0)::text AS ids,
         coalesce(sum(('x' || left(md5(concat_ws('|', ${COLUMNS})), ${HASH_DIGITS}))::bit(${HASH_DIGITS * 4})::bigint), 0)::text AS hashes
       FROM ${table}`,
    );
    return rows[0]!;
  }

  /** What an engineer in a hurry would type: loads a CSV without a header. Returns the seconds that it took. */
  async copyCsv(csv: string, table: string): Promise<number> {
    return this.load(table, 'csv', COLUMN_NAMES, createReadStream(csv));
  }

  /** Loads a file that {@link export} wrote. Returns the seconds that it took. */
  async copyFile(file: string, format: CopyFormat, table: string): Promise<number> {
    return this.load(table, format, COLUMN_NAMES, createReadStream(file, { highWaterMark: SLICE_BYTES }));
  }

  /** Loads parts as validation writes them, one COPY each. Returns the seconds that it took. */
  async copyParts(parts: readonly Buffer[], table: string, client = this.client): Promise<number> {
    let seconds = 0;
    for (const part of parts)
      seconds += await this.load(table, 'binary', columnsIn(part), Readable.from(slices([part])), client);
    return seconds;
  }

  /** Writes a table to a file in a format of COPY. */
  async export(table: string, format: CopyFormat, file: string): Promise<void> {
    await pipeline(
      this.client.query(copyTo(`COPY (SELECT ${COLUMNS} FROM ${table}) TO STDOUT (FORMAT ${format})`)),
      createWriteStream(file),
    );
  }

  /** Puts one row in ten of a table into another, spread over all of it by a hash of the id. Returns how many. */
  async copyTenth(from: string, to: string): Promise<number> {
    const { rowCount } = await this.client.query(
      `INSERT INTO ${to} (${COLUMNS}, source_file_id) SELECT ${COLUMNS}, source_file_id FROM ${from} WHERE hashint8(customer_id) % 10 = 0`,
    );
    return rowCount!;
  }

  /** Bytes that were ever written to the WAL. */
  async walBytes(): Promise<number> {
    const { rows } = await this.client.query<{ bytes: string }>(
      "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS bytes",
    );
    return Number(rows[0]!.bytes);
  }

  /** Another connection of the same login. */
  another(): Promise<pg.Client> {
    return connected(this.login);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async load(
    table: string,
    format: CopyFormat,
    columns: readonly string[],
    source: Readable,
    client = this.client,
  ): Promise<number> {
    const from = performance.now();
    await pipeline(
      source,
      client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT ${format})`)),
    );
    return (performance.now() - from) / 1000;
  }
}

async function connected(login: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(login);
  // The next query rejects with it; until then it must not end the process as unhandled.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Only a superuser, or a member of pg_checkpoint, may run CHECKPOINT. */
async function mayCheckpoint(server: pg.ClientConfig, role: string, state: string): Promise<void> {
  const { superuser } = JSON.parse(readFileSync(join(state, 'postgres', 'passwords.json'), 'utf8')) as {
    superuser: string;
  };
  const client = new pg.Client({ ...server, user: 'postgres', password: superuser });
  await client.connect();
  await client.query(`GRANT pg_checkpoint TO ${role}`);
  await client.end();
}
