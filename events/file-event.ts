import { IsInt, IsUUID, Max, Min } from 'class-validator';

/** What every event about a file carries. `fileId` is the key of everything; the envelope's `id` is the key of nothing. */
export abstract class FileEvent {
  /** Version of the event's shape. Fields may be added within one; a change that breaks readers needs a new one. */
  @IsInt() @Min(1) @Max(1) version: number = 1;
  @IsUUID() fileId!: string;
}
