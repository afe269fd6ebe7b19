import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SESClient } from '@aws-sdk/client-ses';
import { sesMailer } from '../src/adapters/ses-mailer';
import { MailRefused } from '../src/domain/mail-refused';

const mail = { sender: 'a@example.com', recipients: ['b@example.com'], subject: 's', html: '<p>h</p>', text: 't' };

type Answer = (response: ServerResponse) => void;
const sent: Answer = (response) =>
  void response.end(
    '<SendEmailResponse><SendEmailResult><MessageId>m1</MessageId></SendEmailResult></SendEmailResponse>',
  );
const fault =
  (status: number, type: string, code: string): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(
        `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`,
      );

/** A mailer with an SES that gives these answers in turn, and then repeats the last one. */
async function mailerOn(...answers: Answer[]) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => answers[Math.min(requests++, answers.length - 1)]!(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // Through the environment, so that the client is the one that is deployed.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SES: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
  const pauses: number[] = [];
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { send: sesMailer({ sleep: async (ms) => pauses.push(ms) }), pauses, close, requests: () => requests };
}

const before = process.env;

beforeEach(() => {
  process.env = { ...before };
});

let ses: Awaited<ReturnType<typeof mailerOn>> | undefined;

afterEach(async () => {
  await ses?.close();
  ses = undefined;
  process.env = before;
});

const on = async (...answers: Answer[]) => (ses = await mailerOn(...answers));

describe('the SES mailer', () => {
  it('retries with growing pauses while SES throttles', async () => {
    const throttles = fault(400, 'Sender', 'Throttling');
    const { send, pauses } = await on(throttles, throttles, sent);
    expect(await send(mail)).toBe('m1');
    expect(pauses).toEqual([250, 500]);
  });

  it('gives up on throttling before a batch of ten exceeds the time-out, and leaves it to the queue', async () => {
    const { send, requests, pauses } = await on(fault(400, 'Sender', 'Throttling'));
    await expect(send(mail)).rejects.toBeInstanceOf(MailRefused);
    expect(requests()).toBe(5);
    expect(10 * pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
  });

  it('reports an e-mail that SES refuses as not sent, without another attempt', async () => {
    const { send, requests } = await on(fault(400, 'Sender', 'MessageRejected'));
    await expect(send(mail)).rejects.toMatchObject({ code: 'MAIL_REFUSED', reason: 'MessageRejected' });
    expect(requests()).toBe(1);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND'])('reports the e-mail as not sent if SES is not reached: %s', async (code) => {
    // A socket's own error is of another realm than the tests, and the SDK would not recognise it as an error.
    const client = {
      send: () => Promise.reject(Object.assign(new Error('connect'), { code })),
    } as unknown as SESClient;
    await expect(sesMailer({ client })(mail)).rejects.toMatchObject({ code: 'MAIL_REFUSED', reason: code });
  });

  it.each([
    ['fails', fault(500, 'Receiver', 'InternalFailure')],
    ['hangs up', (response: ServerResponse) => void response.destroy()],
  ])('leaves open whether the e-mail was sent, and makes no other attempt, if SES %s', async (_, answer) => {
    const { send, requests } = await on(answer, sent);
    const failure = await send(mail).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(MailRefused);
    expect(requests()).toBe(1);
  });
});
