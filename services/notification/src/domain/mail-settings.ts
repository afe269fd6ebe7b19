import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsEmail, IsInt, IsOptional, Matches, Min } from 'class-validator';

/** Longer than the longest visibility time-out of the queues: a failed message is redelivered only after it. */
export const SHORTEST_STALL_MINUTES = 20;

/** Without control characters and line ends, which would begin another header of the e-mail. */
const ONE_LINE = /^\P{C}*$/u;

/**
 * HTTPS. A `file:` address is one on the reader's own disk: the embedded cloud stores rejects files there. Any other
 * scheme (`javascript:`, `data:`) could run code in the reader's browser.
 */
const LINK = /^(?:https:\/\/[^\s\p{C}<>"{}/]|file:\/\/\/)[^\s\p{C}<>"]*$/u;

/** The parameter `mail`. */
export class MailSettings {
  /** An address whose identity is verified in SES; a name before it is allowed: `Customer files <feed@example.com>`. */
  @IsEmail({ allow_display_name: true }) @Matches(ONE_LINE) sender: string = '';
  /** SES accepts up to 50 addresses. */
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayNotEmpty()
  @IsEmail({}, { each: true })
  @Matches(ONE_LINE, { each: true })
  recipients: string[] = [];
  /** After this time without a new event, a file is reported as stalled. */
  @IsInt() @Min(SHORTEST_STALL_MINUTES) stalledAfterMinutes: number = 60;
  /**
   * Template for the address of a rejects file, with {bucket}, {key}, {fileId} and {name}; by default its page in the
   * S3 console.
   */
  @IsOptional()
  @Matches(LINK, { message: 'rejectsLink must be an address that begins with https://' })
  rejectsLink?: string;
}
