import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Middleware } from '../listen';

/**
 * No script but the page's own file, and nothing from elsewhere. The frame of an e-mail inherits this: its styles are
 * inline, and images from elsewhere would tell their server who reads.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const FILES: Record<string, readonly [name: string, type: string]> = {
  '/': ['inbox.html', 'text/html; charset=utf-8'],
  '/inbox.js': ['inbox.js', 'text/javascript; charset=utf-8'],
  '/inbox.css': ['inbox.css', 'text/css; charset=utf-8'],
};

/**
 * Serves the page of the inbox. The one of aws-ses-v2-local would run the scripts of an e-mail with the rights of the
 * page. To be used behind the guard.
 */
export const inboxPage: Middleware = (serve) => (request, response) => {
  const { method, url = '' } = request;
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (method !== 'GET' || !Object.hasOwn(FILES, url)) return serve(request, response);
  const [name, type] = FILES[url]!;
  response.writeHead(200, { 'content-type': type }).end(readFileSync(join(__dirname, 'page', name)));
};
