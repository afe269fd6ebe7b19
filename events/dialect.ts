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

/** Where our columns stand in the file, from 0. */
export class ColumnPositions {
  @IsInt() @Min(0) customer_id!: number;
  @IsInt() @Min(0) full_name!: number;
  @IsInt() @Min(0) email!: number;
  @IsInt() @Min(0) age!: number;
  @IsInt() @Min(0) date_of_birth!: number;
  @IsInt() @Min(0) phone_number!: number;
  @IsOptional() @IsInt() @Min(0) country!: number | null;
}
