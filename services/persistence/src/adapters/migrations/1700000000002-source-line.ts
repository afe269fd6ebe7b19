import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The line of the file that a row comes from. Null for what was loaded without it, and by code that does not know it. */
export class SourceLine1700000000002 implements MigrationInterface {
  readonly name = 'SourceLine1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE dim_customer ADD COLUMN source_line integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE dim_customer DROP COLUMN source_line');
  }
}
