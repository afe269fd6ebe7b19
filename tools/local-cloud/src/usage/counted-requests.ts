import type { IncomingMessage, RequestListener } from 'node:http';
import type { Middleware } from '../listen';
import type { Usage } from './usage';

type Kind = 'writes' | 'reads' | 'free';

/** An address without a key: of a listing, which costs as much as a write. */
const OF_A_BUCKET = /^\/[^/?]*\/?(?:\?|$)/;

function kindOf({ method, url = '/' }: IncomingMessage): Kind {
  if (method === 'DELETE') return 'free';
  if (method === 'PUT' || method === 'POST') return 'writes';
  return method === 'GET' && OF_A_BUCKET.test(url) ? 'writes' : 'reads';
}

/** Bucket and first folder of what a request names; of a listing the bucket. */
const folderOf = (url: string): string => (/^\/[^/?]*(?:\/[^/?]+(?=\/))?/.exec(url)?.[0] ?? '/').slice(1);

/** The bytes of an object in a request, without the framing of a body that is signed piece by piece. */
function objectBytes({ method, headers }: IncomingMessage): number {
  return method === 'PUT' ? Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0) : 0;
}

/** S3 whose requests are counted, whatever they are answered. */
export const countedS3 =
  (usage: Usage): Middleware =>
  (serve: RequestListener) =>
  (request, response) => {
    const { socket } = request;
    const before = socket.bytesWritten;
    response.once('close', () => {
      // Whoever reads a little of a large object hangs up, and the rest is never sent.
      const sent =
        request.method === 'GET'
          ? Math.min(socket.bytesWritten - before, Number(response.getHeader('content-length') ?? 0))
          : 0;
      usage.s3(folderOf(request.url ?? '/'), kindOf(request), { bytesIn: objectBytes(request), bytesOut: sent });
    });
    serve(request, response);
  };

/** SES whose e-mails are counted: one for each request to send one that it has taken. */
export const countedSes =
  (usage: Usage): Middleware =>
  (serve: RequestListener) =>
  (request, response) => {
    response.once('finish', () => request.method === 'POST' && response.statusCode === 200 && usage.email());
    serve(request, response);
  };
