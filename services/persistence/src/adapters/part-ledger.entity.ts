import type { StoredObject } from '@customer-files/events';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One row per part that is in the table, written in the same transaction. */
@Entity({ name: 'part_ledger' })
export class PartLedger {
  @PrimaryColumn({ type: 'uuid' }) file_id!: string;
  @PrimaryColumn({ type: 'int' }) part!: number;
  /** Of the part's object: tells a redelivery from an altered claim check. */
  @Column({ type: 'text' }) etag!: string;
  @Column({ type: 'int' }) rows!: number;
  @Column({ type: 'int' }) inserted!: number;
  @Column({ type: 'int' }) unchanged!: number;
  @Column({ type: 'int' }) conflicting!: number;
  @Column({ type: 'jsonb', nullable: true }) conflicts!: StoredObject | null;
  @CreateDateColumn({ type: 'timestamptz' }) applied_at!: Date;
  /** When the bus had taken the result; null until then. */
  @Column({ type: 'timestamptz', nullable: true }) published_at!: Date | null;
}
