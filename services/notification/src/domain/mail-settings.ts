import { ArrayNotEmpty, IsArray, IsEmail, IsOptional, IsString, Matches } from 'class-validator';

/** The parameter `mail`. */
export class MailSettings {
  /** An address whose identity is verified in SES. */
  @IsString() @Matches(/@/) sender: string = '';
  @IsArray() @ArrayNotEmpty() @IsEmail({}, { each: true }) recipients: string[] = [];
  /** Address of a rejects file, with {bucket}, {key}, {fileId} and {name}; by default its page in the S3 console. */
  @IsOptional() @IsString() rejectsLink?: string;
}
