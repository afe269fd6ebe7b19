/** SES did not send the e-mail: it refused it, or was not reached. Another attempt cannot lead to a second e-mail. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  readonly code = 'MAIL_REFUSED';

  constructor(
    readonly reason: string,
    cause: unknown,
  ) {
    super(`the e-mail was not sent: ${reason}`, { cause });
  }
}
