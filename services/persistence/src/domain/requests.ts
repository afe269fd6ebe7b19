import { IsArray, IsOptional, IsString } from 'class-validator';
import type { HistoryFilter } from './load-history';

/** The payload of `files`. */
export class FilesRequest implements HistoryFilter {
  @IsArray() @IsString({ each: true }) names: string[] = [];
  @IsOptional() @IsString() feed: string | null = null;
}
