import { COLUMNS, type OptionalColumnName, type RequiredColumnName } from '@customer-files/customer-schema';
import { IsBoolean, IsIn, IsInt, IsOptional, Min } from 'class-validator';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How the bytes of a file become records; found once, by ingestion. */
export class Dialect {
  @IsBoolean() gzip!: boolean;
  @IsIn(ENCODINGS) encoding!: Encoding;
  @IsIn(DELIMITERS) delimiter!: Delimiter;
  /** The header has `_line`: this is a rejects file that came back, so one leading `'` is taken off guarded cells. */
  @IsBoolean() returned!: boolean;
}

/** An optional column is null where the file does not have it, and undefined in events from before the column existed. */
type PositionByColumn = { [Name in RequiredColumnName]: number } & { [Name in OptionalColumnName]?: number | null };

/** Where our columns stand in the file, from 0. */
export class ColumnPositions extends (class {} as new () => PositionByColumn) {}

// The decorators that each field would have, were it written down.
for (const { name, required } of COLUMNS)
  for (const decorator of required ? [Min(0), IsInt()] : [Min(0), IsInt(), IsOptional()])
    decorator(ColumnPositions.prototype, name);
