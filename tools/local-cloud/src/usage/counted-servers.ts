import type { IncomingMessage, RequestListener } from 'node:http';
import type { Middleware } from '../listen';
import type { UsageCounts } from './counts';
import type { Usage } from './usage';

type S3Kind = 'writes' | 'reads' | 'free';

/** The URL of a bucket: a listing, which costs as much as a write. */
const BUCKET_URL = /^\/[^/?]*\/?(?:\?|$)/;

function kindOf({ method, url = '/' }: IncomingMessage): S3Kind {
  if (method === 'DELETE') return 'free';
  if (method === 'PUT' || method === 'POST') return 'writes';
  return method === 'GET' && BUCKET_URL.test(url) ? 'writes' : 'reads';
}

/** Returns bucket and first folder of a request's key; of a listing the bucket. */
const folderOf = (url: string): string => (/^\/[^/?]*(?:\/[^/?]+(?=\/))?/.exec(url)?.[0] ?? '/').slice(1);

/** Returns the bytes of the object in a request, without aws-chunked framing. */
function objectBytes({ method, headers }: IncomingMessage): number {
  return method === 'PUT' ? Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0) : 0;
}

/** Counts the requests to S3, whatever their answer is. */
export const countedS3 =
  (usage: Usage): Middleware =>
  (serve: RequestListener) =>
  (request, response) => {
    const { socket } = request;
    const before = socket.bytesWritten;
    response.once('close', () => {
      // A client that disconnects early has not received the whole content-length.
      const sent =
        request.method === 'GET'
          ? Math.min(socket.bytesWritten - before, Number(response.getHeader('content-length') ?? 0))
          : 0;
      usage.s3(folderOf(request.url ?? '/'), kindOf(request), { bytesIn: objectBytes(request), bytesOut: sent });
    });
    serve(request, response);
  };

/** Counts the e-mails that SES has accepted. */
export const countedSes =
  (usage: Usage): Middleware =>
  (serve: RequestListener) =>
  (request, response) => {
    response.once('finish', () => request.method === 'POST' && response.statusCode === 200 && usage.email());
    serve(request, response);
  };

type SqsKind = keyof UsageCounts['sqs'];

const SQS_KINDS: Record<string, SqsKind> = {
  SendMessage: 'sends',
  SendMessageBatch: 'sends',
  ReceiveMessage: 'receives',
  DeleteMessage: 'deletes',
  DeleteMessageBatch: 'deletes',
  ChangeMessageVisibility: 'visibilityChanges',
  ChangeMessageVisibilityBatch: 'visibilityChanges',
};

/** The part of fauxqs' server that is used for counting. */
interface Hooked {
  addHook: (
    name: 'onSend',
    hook: (request: { headers: Record<string, unknown> }, reply: unknown, payload: unknown) => Promise<unknown>,
  ) => unknown;
}

const hasMessages = (answer: string): boolean => answer.includes('"ReceiptHandle"');

/** Counts the requests to SQS, including those within the process. To be called before the server is ready. */
export function countQueues(app: Hooked, usage: Usage): void {
  app.addHook('onSend', (request, _reply, payload) => {
    const { 'x-amz-target': target, 'content-length': asked } = request.headers;
    const answer = typeof payload === 'string' ? payload : '';
    const kind = SQS_KINDS[String(target).split('.')[1] ?? ''] ?? 'others';
    // A batch is one request with the bytes of all its messages. A ReceiveMessage counts by the bytes of its answer.
    const bytes = kind === 'receives' ? Buffer.byteLength(answer) : Number(asked ?? 0);
    usage.sqs(kind === 'receives' && !hasMessages(answer) ? 'emptyReceives' : kind, bytes);
    return Promise.resolve(payload);
  });
}
