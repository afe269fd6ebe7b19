import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A file that was undone, or is being undone. While it is here, no part of it is loaded: no redelivery and no replay brings
 * its rows back.
 */
@Entity({ name: 'withdrawn_file' })
export class WithdrawnFileRow {
  @PrimaryColumn({ type: 'uuid' }) file_id!: string;
  @Column({ type: 'timestamptz' }) requested_at!: Date;
  /** Rows that were deleted so far. */
  @Column({ type: 'integer', default: 0 }) deleted!: number;
  /** Rows that stay; null until all others are deleted. */
  @Column({ type: 'integer', nullable: true }) kept!: number | null;
  @Column({ type: 'timestamptz', nullable: true }) finished_at!: Date | null;
  /** When the bus had accepted the event; null until then. */
  @Column({ type: 'timestamptz', nullable: true }) published_at!: Date | null;
}
