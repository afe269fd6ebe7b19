import { IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';

/**
 * A claim check: the name of an object in S3, never its content.
 * `etag` (without quotes) pins what was meant; where there is a `versionId`, that pins it better.
 */
export class StoredObject {
  @IsString() @IsNotEmpty() bucket!: string;
  @IsString() @IsNotEmpty() key!: string;
  @IsOptional() @IsString() versionId!: string | null;
  @IsString() @IsNotEmpty() etag!: string;
  /** Length as stored (compressed where the object is). */
  @IsInt() @Min(0) bytes!: number;
}
