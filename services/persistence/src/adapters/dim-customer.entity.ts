import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * The table of customers. Rows are copied in by the customer repository; this class declares the table for TypeORM, and a test
 * compares it with COLUMNS and with what the migrations make. Existing rows are never updated.
 */
@Entity({ name: 'dim_customer' })
export class DimCustomer {
  @PrimaryColumn({ type: 'bigint' }) customer_id!: string;
  @Column({ type: 'text' }) full_name!: string;
  @Column({ type: 'text' }) email!: string;
  @Column({ type: 'smallint' }) age!: number;
  @Column({ type: 'date' }) date_of_birth!: string;
  @Column({ type: 'text' }) phone_number!: string;
  /** ISO 3166-1 alpha-2. */
  @Column({ type: 'text', nullable: true }) country!: string | null;
  @Column({ type: 'uuid' }) source_file_id!: string;
  /** The first line of the row in that file, the header being 1; null in rows of parts of version 1. */
  @Column({ type: 'integer', nullable: true }) source_line!: number | null;
  @CreateDateColumn({ type: 'timestamptz' }) created_at!: Date;
}
