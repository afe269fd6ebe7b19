import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';

/** An e-mail, in both its forms. */
export interface Mail {
  sender: string;
  recipients: readonly string[];
  subject: string;
  html: string;
  text: string;
}

/** The mail service said no: nothing was sent. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  /** @param code what it said (`ThrottlingException`) */
  constructor(readonly code: string) {
    super(`the mail service did not take the e-mail: ${code}`);
  }
}

/** Sends an e-mail and returns the id that the mail service gave it. Throws {@link MailRefused}; after any other error it may have been sent. */
export type SendMail = (mail: Mail) => Promise<string>;

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** E-mail by SES. Throttling is waited out by the SDK, as far as the time of the function goes; what remains is thrown. */
export function sesMailer(client?: SESClient): SendMail {
  let ses = client;
  return async ({ sender, recipients, subject, html, text }) => {
    ses ??= new SESClient({ maxAttempts: 8, retryMode: 'adaptive' });
    const command = new SendEmailCommand({ Source: sender, Destination: { ToAddresses: [...recipients] }, Message: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } } });
    try {
      return (await ses.send(command)).MessageId!;
    } catch (error) {
      const { $fault, name } = error as { $fault?: string; name: string };
      throw $fault === 'client' ? new MailRefused(name) : error;
    }
  };
}
