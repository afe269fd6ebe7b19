import { IsArray, IsBoolean, IsOptional, IsString, IsUUID } from 'class-validator';
import type { HistoryFilter } from './load-history';

/** The payload of `files`. */
export class FilesRequest implements HistoryFilter {
  @IsArray() @IsString({ each: true }) names: string[] = [];
  @IsOptional() @IsString() feed: string | null = null;
}

/** The payload of `undo`. */
export class UndoRequest {
  @IsUUID() fileId: string = '';
  /** Whether it only says what would be done. */
  @IsBoolean() dryRun: boolean = true;
}
