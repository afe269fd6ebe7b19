import { COLUMNS, ID_COLUMN } from '@customer-files/customer-schema';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * The table of customers. Rows are copied in by the customer repository; this class declares the table for TypeORM, and a test
 * compares it with what the migrations make. Existing rows are never updated.
 */
@Entity({ name: 'dim_customer' })
export class DimCustomer {
  @Column({ type: 'uuid' }) source_file_id!: string;
  /** The first line of the row in that file, the header being 1; null in rows of parts of version 1. */
  @Column({ type: 'integer', nullable: true }) source_line!: number | null;
  @CreateDateColumn({ type: 'timestamptz' }) created_at!: Date;
}

// The decorators that each column of a customer would have, were it written down.
for (const { name, type, required } of COLUMNS) {
  const column = name === ID_COLUMN ? PrimaryColumn({ type }) : Column({ type, nullable: !required });
  column(DimCustomer.prototype, name);
}
