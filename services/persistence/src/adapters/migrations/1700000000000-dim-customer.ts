import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table and the ledger. Later migrations are backward compatible: the code of the deploy before works on. */
export class DimCustomer1700000000000 implements MigrationInterface {
  readonly name = 'DimCustomer1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dim_customer (
        customer_id bigint PRIMARY KEY,
        full_name text NOT NULL,
        email text NOT NULL,
        age smallint NOT NULL,
        date_of_birth date NOT NULL,
        phone_number text NOT NULL,
        country text,
        source_file_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE part_ledger (
        file_id uuid NOT NULL,
        part int NOT NULL,
        etag text NOT NULL,
        rows int NOT NULL,
        inserted int NOT NULL,
        unchanged int NOT NULL,
        conflicting int NOT NULL,
        conflicts jsonb,
        applied_at timestamptz NOT NULL DEFAULT now(),
        published_at timestamptz,
        PRIMARY KEY (file_id, part),
        CHECK (rows = inserted + unchanged + conflicting)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE part_ledger');
    await runner.query('DROP TABLE dim_customer');
  }
}
