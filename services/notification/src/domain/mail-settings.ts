import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
} from 'class-validator';

/** More than the longest visibility time-out of the queues: until that is over, a message that failed cannot have come back. */
export const SHORTEST_STALL_MINUTES = 20;

/** The parameter `mail`. */
export class MailSettings {
  /** An address whose identity is verified in SES. */
  @IsString() @Matches(/@/) sender: string = '';
  /** As many as SES takes. */
  @IsArray() @ArrayMaxSize(50) @ArrayNotEmpty() @IsEmail({}, { each: true }) recipients: string[] = [];
  /** A file of which nothing was heard for so long is reported as stalled. */
  @IsInt() @Min(SHORTEST_STALL_MINUTES) stalledAfterMinutes: number = 60;
  /** Address of a rejects file, with {bucket}, {key}, {fileId} and {name}; by default its page in the S3 console. */
  @IsOptional() @IsString() rejectsLink?: string;
}
