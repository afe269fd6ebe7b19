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

/** Longer than the longest visibility time-out of the queues: a failed message is redelivered only after it. */
export const SHORTEST_STALL_MINUTES = 20;

/** The parameter `mail`. */
export class MailSettings {
  /** An address whose identity is verified in SES. */
  @IsString() @Matches(/@/) sender: string = '';
  /** SES accepts up to 50 addresses. */
  @IsArray() @ArrayMaxSize(50) @ArrayNotEmpty() @IsEmail({}, { each: true }) recipients: string[] = [];
  /** After this time without a new event, a file is reported as stalled. */
  @IsInt() @Min(SHORTEST_STALL_MINUTES) stalledAfterMinutes: number = 60;
  /**
   * Template for the address of a rejects file, with {bucket}, {key}, {fileId} and {name}; by default its page in the
   * S3 console.
   */
  @IsOptional() @IsString() rejectsLink?: string;
}
