/** The mail service has surely not sent the e-mail: it said so, or was never reached. Another attempt repeats nothing. */
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
