import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';

/** An e-mail, in both its forms. */
export interface Mail {
  sender: string;
  recipients: readonly string[];
  subject: string;
  html: string;
  text: string;
}

/** Sends an e-mail and returns the id that the mail service gave it. */
export type SendMail = (mail: Mail) => Promise<string>;

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** E-mail by SES. Throttling is waited out by the SDK, as far as the time of the function goes; what remains is thrown. */
export function sesMailer(client?: SESClient): SendMail {
  let ses = client;
  return async ({ sender, recipients, subject, html, text }) => {
    ses ??= new SESClient({ maxAttempts: 8, retryMode: 'adaptive' });
    const { MessageId } = await ses.send(
      new SendEmailCommand({ Source: sender, Destination: { ToAddresses: [...recipients] }, Message: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } } }),
    );
    return MessageId!;
  };
}
