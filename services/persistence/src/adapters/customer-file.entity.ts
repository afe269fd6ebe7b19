import type { CustomerFileProcessed, FailureCounts, Notice } from '@customer-files/events';
import { Check, Column, type DataSource, Entity, Index, PrimaryColumn } from 'typeorm';

/** The feed of every file: a stage has one feed, by this name. */
const FEED = 'default';

/** The load history: one row per file that ended, processed or refused. `source_file_id` of a customer leads here. */
@Entity({ name: 'customer_file' })
@Check(
  'customer_file_adds_up',
  "status = 'refused' OR (total = valid + invalid AND valid = inserted + updated + unchanged + conflicting + outdated)",
)
@Index('customer_file_latest', ['finished_at', 'file_id'])
export class CustomerFileRow {
  @PrimaryColumn({ type: 'uuid' }) file_id!: string;
  @Column({ type: 'text' }) feed!: string;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'text', nullable: true }) version_id!: string | null;
  @Column({ type: 'text' }) etag!: string;
  @Column({ type: 'timestamptz' }) received_at!: Date;
  @Column({ type: 'timestamptz' }) finished_at!: Date;
  @Column({ type: 'date' }) as_of!: string;
  @Column({ type: 'text' }) status!: 'processed' | 'refused';
  @Column({ type: 'text', nullable: true }) refusal_code!: string | null;
  // The eight counts; all are null where no row was read.
  @Column({ type: 'integer', nullable: true }) total!: number | null;
  @Column({ type: 'integer', nullable: true }) valid!: number | null;
  @Column({ type: 'integer', nullable: true }) invalid!: number | null;
  @Column({ type: 'integer', nullable: true }) inserted!: number | null;
  @Column({ type: 'integer', nullable: true }) updated!: number | null;
  @Column({ type: 'integer', nullable: true }) unchanged!: number | null;
  @Column({ type: 'integer', nullable: true }) conflicting!: number | null;
  @Column({ type: 'integer', nullable: true }) outdated!: number | null;
  @Column({ type: 'jsonb' }) failures!: FailureCounts;
  @Column({ type: 'jsonb' }) notices!: Notice[];
  @Column({ type: 'text', nullable: true }) rejects_key!: string | null;
  /** When the rows of the file had been taken out again; null where they were not. */
  @Column({ type: 'timestamptz', nullable: true }) withdrawn_at!: Date | null;
}

/** The eight counts of a file. Existing customers are never updated, so two of them are 0. */
function countsOf({ counts }: CustomerFileProcessed): Partial<CustomerFileRow> {
  if (!counts) return {};
  const { total, valid, invalid, inserted, unchanged, conflicting } = counts;
  return { total, valid, invalid, inserted, updated: 0, unchanged, conflicting, outdated: 0 };
}

/** Adds a file to the load history. The first event of a file counts: a later one changes nothing. */
export async function addToHistory(source: DataSource, ended: CustomerFileProcessed): Promise<void> {
  const { fileId, object, receivedAt, startedAt, finishedAt, asOf, status, refusal, rejects } = ended;
  await source
    .createQueryBuilder()
    .insert()
    .into(CustomerFileRow)
    .values({
      ...countsOf(ended),
      file_id: fileId,
      feed: FEED,
      key: object.key,
      version_id: object.versionId,
      etag: object.etag,
      // Events from before it was published have the time of the first event about the file.
      received_at: receivedAt ?? startedAt,
      finished_at: finishedAt,
      as_of: asOf,
      status,
      refusal_code: refusal?.code ?? null,
      failures: ended.failures,
      notices: ended.notices,
      rejects_key: rejects?.key ?? null,
    })
    .orIgnore()
    .updateEntity(false)
    .execute();
}
