import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds unpublished parts ("owed" in an older word) without reading the whole ledger; the index is nearly empty. */
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
