import { setTimeout as delay } from 'node:timers/promises';
import { SendEmailCommand, SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { MailRefused } from '../domain/mail-refused';

/** An e-mail, in both its forms. */
export interface Mail {
  sender: string;
  recipients: readonly string[];
  subject: string;
  html: string;
  text: string;
}

/**
 * Sends an e-mail and returns SES's id of it.
 *
 * @throws {MailRefused} if the e-mail was not sent; after any other error it may have been
 */
export type SendMail = (mail: Mail) => Promise<string>;

export interface MailerOptions {
  client?: SESClient;
  /** Waits between attempts; replaced in tests. */
  sleep?: (ms: number) => Promise<unknown>;
}

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;

/** Errors of a connection that was never made. */
const UNREACHED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;

/** One attempt only: the SDK would also repeat a request that timed out, and its e-mail may have been sent. */
const newClient = (): SESClient =>
  new SESClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

const isThrottled = (error: unknown): boolean =>
  error instanceof SESServiceException &&
  (error.name.startsWith('Throttling') || error.$metadata.httpStatusCode === 429);

/** MailRefused if SES refused the e-mail or was not reached. After any other error the e-mail may have been sent. */
function classified(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (UNREACHED.test(code)) return new MailRefused(code, error);
  const isRefused =
    error instanceof SESServiceException && error.$fault === 'client' && (error.$metadata.httpStatusCode ?? 0) < 500;
  return isRefused ? new MailRefused(error.name, error) : error;
}

/** Sends e-mail with SES. Retries while SES throttles, for some seconds; after that the queue redelivers the message. */
export function sesMailer({ client, sleep = delay }: MailerOptions = {}): SendMail {
  let ses = client;
  return async ({ sender, recipients, subject, html, text }) => {
    ses ??= newClient();
    const message = { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } };
    const command = new SendEmailCommand({
      Source: sender,
      Destination: { ToAddresses: [...recipients] },
      Message: message,
    });
    for (let attempt = 1; ; attempt++) {
      try {
        return (await ses.send(command)).MessageId!;
      } catch (error) {
        if (!isThrottled(error) || attempt === ATTEMPTS) throw classified(error);
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  };
}
