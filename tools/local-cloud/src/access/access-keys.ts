import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who calls an API of the embedded cloud. */
export type Principal =
  | { kind: 'developer' }
  | { kind: 'function'; name: string; roleArn: string }
  /** The developer, who has assumed a role. */
  | { kind: 'session'; roleArn: string };

/** An access key, as the AWS SDK takes it. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Why a request has no principal: it has no access key, or one that was not issued. */
export type KeyRefusal = 'missing' | 'unknown';

/** Returns a random secret of 256 bits, in base64url. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two secrets in constant time. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\//;

/** Returns the key id and the session token of a request: from its headers, or from the query of a presigned URL. */
function presented({ headers, url = '' }: IncomingMessage): { id: string; token: string } | null {
  if (headers.authorization !== undefined) {
    const id = CREDENTIAL.exec(headers.authorization)?.[1];
    return id === undefined ? null : { id, token: String(headers['x-amz-security-token'] ?? '') };
  }
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const id = query.get('X-Amz-Credential')?.split('/')[0];
  return id === undefined ? null : { id, token: query.get('X-Amz-Security-Token') ?? '' };
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'developer':
      return 'developer';
    case 'function':
      return `function ${principal.name}`;
    case 'session':
      return `session ${principal.roleArn}`;
  }
}

/**
 * The access keys of one run. Each principal has one, which a later one replaces. The session token is the secret that
 * is compared: it is random, a request carries it, and requests stay on this machine. Signatures are not verified.
 */
export class AccessKeys {
  private readonly byId = new Map<string, { principal: Principal; token: string }>();
  private readonly ids = new Map<string, string>();

  /** Issues a key. The earlier key of the same principal becomes invalid. */
  issue(principal: Principal): AccessKey {
    const name = nameOf(principal);
    this.byId.delete(this.ids.get(name) ?? '');
    const accessKeyId = `LOCAL${randomBytes(8).toString('hex').slice(1).toUpperCase()}`;
    const sessionToken = randomSecret();
    this.ids.set(name, accessKeyId);
    this.byId.set(accessKeyId, { principal, token: sessionToken });
    return { accessKeyId, secretAccessKey: randomSecret(), sessionToken };
  }

  /** Returns whose key a request carries, or why it has no principal. */
  callerOf(request: IncomingMessage): Principal | KeyRefusal {
    const given = presented(request);
    if (!given) return 'missing';
    const known = this.byId.get(given.id);
    return known && isSame(known.token, given.token) ? known.principal : 'unknown';
  }
}
