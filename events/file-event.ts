import { IsInt, IsUUID, Max, Min } from 'class-validator';

/**
 * The fields of every event about a file. Consumers identify a file by its `fileId`, never an event by the `id` of its
 * envelope, which a replay changes.
 */
export abstract class FileEvent {
  /** Version of the event's schema. Fields may be added within a version; a breaking change needs a new one. */
  @IsInt() @Min(1) @Max(1) version: number = 1;
  @IsUUID() fileId!: string;
}
