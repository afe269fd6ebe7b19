import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds what is still to be published without reading the ledger of all times; it holds next to nothing. */
export class OwedParts1700000000001 implements MigrationInterface {
  readonly name = 'OwedParts1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX part_ledger_owed ON part_ledger (applied_at, file_id, part) WHERE published_at IS NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX part_ledger_owed');
  }
}
