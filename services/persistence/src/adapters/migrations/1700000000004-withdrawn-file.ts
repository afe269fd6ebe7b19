import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The files that were undone, or are being undone: a new table, so no lock on any other. */
export class WithdrawnFile1700000000004 implements MigrationInterface {
  readonly name = 'WithdrawnFile1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE withdrawn_file (
        file_id uuid PRIMARY KEY,
        requested_at timestamptz NOT NULL,
        deleted integer NOT NULL DEFAULT 0,
        kept integer,
        finished_at timestamptz,
        published_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE withdrawn_file');
  }
}
