import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The load history: a new table, so no lock on any other. */
export class CustomerFile1700000000003 implements MigrationInterface {
  readonly name = 'CustomerFile1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_file (
        file_id uuid PRIMARY KEY,
        feed text NOT NULL,
        key text NOT NULL,
        version_id text,
        etag text NOT NULL,
        received_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        as_of date NOT NULL,
        status text NOT NULL,
        refusal_code text,
        total integer,
        valid integer,
        invalid integer,
        inserted integer,
        updated integer,
        unchanged integer,
        conflicting integer,
        outdated integer,
        failures jsonb NOT NULL,
        notices jsonb NOT NULL,
        rejects_key text,
        withdrawn_at timestamptz,
        CONSTRAINT customer_file_adds_up CHECK (${ADDS_UP})
      )`);
    await runner.query('CREATE INDEX customer_file_latest ON customer_file (finished_at, file_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_file');
  }
}

/** The numbers of a file that was processed add up. A refused file has accepted rows that were not loaded, or no numbers. */
const ADDS_UP =
  "status = 'refused' OR (total = valid + invalid AND valid = inserted + updated + unchanged + conflicting + outdated)";
