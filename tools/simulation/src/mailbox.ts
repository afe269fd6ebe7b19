import { type SendEmailCommand, type SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { sesMailer, type SendMail } from '../../../services/notification/src/adapters/ses-mailer';
import type { Invocation } from './invocation';

/** The e-mails that a file can have. */
export type EmailKind = 'ending' | 'stalled' | 'withdrawn';

/** An e-mail that SES accepted. */
export interface SentEmail {
  fileId: string;
  kind: EmailKind;
  subject: string;
  /** Milliseconds since 1970. */
  at: number;
}

const FILE_ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

const kindOf = (subject: string): EmailKind => {
  if (/ has stalled: /.test(subject)) return 'stalled';
  return / was withdrawn: /.test(subject) ? 'withdrawn' : 'ending';
};

const throttled = (): Error =>
  new SESServiceException({
    name: 'ThrottlingException',
    message: 'Maximum sending rate exceeded',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
const unanswered = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** SES, and the e-mails that it sent. */
export class Mailbox {
  readonly sent: SentEmail[] = [];
  /** How many of the next requests SES throttles. */
  throttles = 0;

  /** The e-mails of one kind that SES sent. */
  of(kind: EmailKind): SentEmail[] {
    return this.sent.filter((email) => email.kind === kind);
  }

  /** The services' own mailer, on this SES. */
  mailerFor(invocation: Invocation): SendMail {
    const send = ({ input }: SendEmailCommand): Promise<{ MessageId: string }> => {
      const subject = input.Message!.Subject!.Data!;
      const [fileId] = FILE_ID.exec(input.Message!.Body!.Text!.Data!)!;
      const kind = kindOf(subject);
      return invocation.step({
        target: 'mail',
        name: `SendEmail ${kind} ${fileId}`,
        error: (when) => (when === 'before' ? throttled() : unanswered()),
        apply: () => {
          if (this.throttles-- > 0) throw throttled();
          this.sent.push({ fileId, kind, subject, at: invocation.clock.now });
          return { MessageId: `message-${this.sent.length}` };
        },
      });
    };
    return sesMailer({ client: { send } as unknown as SESClient, sleep: () => Promise.resolve() });
  }
}
