import { JudgedBy, type JudgedRow } from './judged-by';
import type { JudgeContext } from './judge-context';
import { age } from './rules/age';
import { country } from './rules/country';
import { customerId } from './rules/customer-id';
import { dateOfBirth } from './rules/date-of-birth';
import { email } from './rules/email';
import { fullName } from './rules/full-name';
import { phoneNumber } from './rules/phone-number';

/**
 * A row as it stands in a file, and the rule of each of its columns. This is the one declaration of the rules: the order
 * here is the order of the codes. class-validator can judge an instance; files are judged by what `compileRules` makes of
 * the same metadata, and a test shows that the two agree.
 */
export class CustomerRow implements JudgedRow {
  @JudgedBy(customerId) customer_id!: string;
  @JudgedBy(fullName) full_name!: string;
  @JudgedBy(email) email!: string;
  @JudgedBy(age) age!: string;
  @JudgedBy(dateOfBirth) date_of_birth!: string;
  @JudgedBy(phoneNumber) phone_number!: string;
  @JudgedBy(country) country!: string;

  constructor(readonly context: JudgeContext) {}
}
