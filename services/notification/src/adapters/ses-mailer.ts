import { SendEmailCommand, SESClient, SESServiceException } from '@aws-sdk/client-ses';
import { retry } from '@customer-files/retry';
import { traceClient } from '@customer-files/telemetry';
import type { Mail } from '../domain/email/mail';
import { MailRefused } from '../domain/mail-refused';

/**
 * Sends an e-mail and returns SES's id of it.
 *
 * @throws {MailRefused} if the e-mail was not sent; after any other error it may have been
 */
export type SendMail = (mail: Mail) => Promise<string>;

/** What tests replace. */
export interface MailerOptions {
  client?: SESClient;
  /** Waits between attempts. */
  sleep?: (ms: number) => Promise<unknown>;
}

/** Less than four seconds in all, because ten messages of a batch may each wait as long. */
const BACKOFF = { attempts: 5, firstPauseMs: 250 };

/** Errors of a connection that was never made. */
const UNREACHED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;

/** One attempt only: the SDK would also repeat a request that timed out, and its e-mail may have been sent. */
const newClient = (): SESClient =>
  traceClient(
    new SESClient({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    }),
  );

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

/** Sends e-mail with SES. Retries for some seconds while SES throttles; then the queue redelivers the message. */
export function sesMailer({ client, sleep }: MailerOptions = {}): SendMail {
  let ses = client;
  return async ({ sender, recipients, subject, html, text }) => {
    const command = new SendEmailCommand({
      Source: sender,
      Destination: { ToAddresses: [...recipients] },
      Message: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } },
    });
    const send = () => (ses ??= newClient()).send(command);
    try {
      const { MessageId } = await retry(send, { ...BACKOFF, isRetriable: isThrottled, ...(sleep && { sleep }) });
      return MessageId!;
    } catch (error) {
      throw classified(error);
    }
  };
}
