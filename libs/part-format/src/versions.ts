import { COLUMNS, type ColumnType, ID_COLUMN } from '@customer-files/customer-schema';

/** A column that a part carries. */
export interface PartColumn {
  readonly name: string;
  readonly type: ColumnType | 'uuid' | 'integer';
  /** The first version that carries it. */
  readonly since: number;
}

/** Where a row comes from: the columns that a part carries behind those of the customer. */
const PROVENANCE = [
  { name: 'source_file_id', type: 'uuid', since: 1 },
  { name: 'source_line', type: 'integer', since: 2 },
] as const satisfies readonly PartColumn[];

// The reader finds the id of a row in its first field.
COLUMNS[0].name satisfies typeof ID_COLUMN;

const ALL: readonly PartColumn[] = [...COLUMNS, ...PROVENANCE];

/** The version that is written. Every version from 1 on is read, for ever: the archive can bring its parts back. */
export const CURRENT_VERSION = Math.max(...ALL.map(({ since }) => since));

/** The columns of the parts of each version, in order; version 1 comes first. */
const VERSIONS = Array.from({ length: CURRENT_VERSION }, (_, before) => ALL.filter(({ since }) => since <= before + 1));

/** The columns that a part of a version carries, in order; undefined for a version that this code does not know. */
export function columnsOf(version: number): readonly PartColumn[] | undefined {
  return VERSIONS[version - 1];
}
