import { IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import { IsAtMost, MAX_OBJECT_BYTES } from './limits';

/**
 * A claim check: a reference to an object in S3 instead of its content. It means exactly one version: that of
 * `versionId`, or where the bucket has no versioning, the content with this `etag` (without quotes).
 */
export class StoredObject {
  @IsString() @IsNotEmpty() bucket!: string;
  @IsString() @IsNotEmpty() key!: string;
  @IsOptional() @IsString() versionId!: string | null;
  @IsString() @IsNotEmpty() etag!: string;
  /** Length as stored; for a compressed object, the compressed length. */
  @IsInt() @Min(0) @IsAtMost(MAX_OBJECT_BYTES) bytes!: number;
}
