import { type SendEmailCommand, type SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { sesMailer, type SendMail } from '../../../services/notification/src/adapters/ses-mailer';
import type { Invocation } from './invocation';

/** An e-mail that SES took. */
export interface Sent {
  fileId: string;
  subject: string;
  html: string;
}

const throttled = (): Error =>
  new SESServiceException({
    name: 'ThrottlingException',
    message: 'Maximum sending rate exceeded',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
const unanswered = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** SES, and what it sent. */
export class Mailbox {
  readonly sent: Sent[] = [];
  /** How many of the next e-mails it does not take. */
  refusals = 0;

  /** The services' own mailer, on this SES. */
  mailerFor(invocation: Invocation, fileId: string): SendMail {
    const send = ({ input }: SendEmailCommand): Promise<{ MessageId: string }> =>
      invocation.step({
        on: 'mail',
        name: `SendEmail ${fileId}`,
        fault: (when) => (when === 'before' ? throttled() : unanswered()),
        apply: () => {
          if (this.refusals-- > 0) throw throttled();
          this.sent.push({ fileId, subject: input.Message!.Subject!.Data!, html: input.Message!.Body!.Html!.Data! });
          return { MessageId: `message-${this.sent.length}` };
        },
      });
    return sesMailer({ client: { send } as unknown as SESClient, sleep: () => Promise.resolve() });
  }
}
