import { COLUMNS, type OptionalColumnName, type RequiredColumnName } from '@customer-files/customer-schema';
import { IsBoolean, IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { IsAtMost, MAX_COLUMNS } from './limits';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How the bytes of a file are read as records. Ingestion determines it once. */
export class Dialect {
  @IsBoolean() gzip!: boolean;
  @IsIn(ENCODINGS) encoding!: Encoding;
  @IsIn(DELIMITERS) delimiter!: Delimiter;
  /**
   * Whether the file is a resubmission: a rejects file (its header has `_line`), of whose guarded cells one leading `'`
   * is removed. The field keeps its first name, as events in the archive have it.
   */
  @IsBoolean() returned!: boolean;
}

/**
 * An optional column is null where the file does not have it, and undefined in events that are older than the column.
 */
type PositionByColumn = { [Name in RequiredColumnName]: number } & { [Name in OptionalColumnName]?: number | null };

/** The position of each known column in the file, from 0; null for an optional column that the file does not have. */
export class ColumnPositions extends (class {} as new () => PositionByColumn) {}

// The same decorators as on a declared field; TypeScript applies them from the last to the first.
for (const { name, required } of COLUMNS)
  for (const decorator of [IsAtMost(MAX_COLUMNS), Min(0), IsInt(), ...(required ? [] : [IsOptional()])])
    decorator(ColumnPositions.prototype, name);
