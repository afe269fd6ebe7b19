import type { NoticeCode } from '@customer-files/customer-schema';
import { Type } from 'class-transformer';
import { IsArray, IsString, Matches, ValidateNested } from 'class-validator';

/** What the owner of a feed may want to know of a file, although nothing is refused for it. */
export class Notice {
  /** As its publisher knows it; another version of it may have other codes. */
  @Matches(/^[A-Z][A-Z_]*$/) code!: string;
  /** In words for a person; contains no customer data. */
  @IsString() message!: string;
}

/** Creates a notice. A code that is not listed in `NOTICE_CODES` does not compile. */
export function notice(code: NoticeCode, message: string): Notice {
  return Object.assign(new Notice(), { code, message });
}

/** Valid where the value is a list of notices. */
export function IsNotices(): PropertyDecorator {
  return (target, propertyName) => {
    for (const decorator of [Type(() => Notice), ValidateNested({ each: true }), IsArray()])
      decorator(target, propertyName);
  };
}
