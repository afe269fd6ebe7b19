import type { IncomingMessage } from 'node:http';
import { AccessKeys, isSame, type Principal, randomSecret } from './access-keys';
import type { Door, Refusal } from './guard';
import { InboxSession } from './inbox-session';
import { refuseJson, refuseQuery, refuseS3 } from './refusals';

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0]!;

/** The doors of all servers of one run, and the secrets that open them. */
export class Doors {
  readonly keys = new AccessKeys();
  /** Asked for, as bearer token, by the cloud's own verbs and by the inbox. */
  readonly token = randomSecret();
  readonly inbox = new InboxSession();

  /** EventBridge, SSM and Lambda ask for an access key, the cloud's own verbs for the token. */
  readonly control: Door = {
    admit: (request) => {
      if (request.method !== 'POST') return 'method';
      return pathOf(request).startsWith('/_local/') ? this.byToken(request) : this.byKey(request);
    },
    refuse: refuseJson,
  };

  readonly s3: Door = { admit: (request) => this.byKey(request), refuse: refuseS3 };

  /** By POST alone: fauxqs would serve its own S3 and a view of the queues by other methods. */
  readonly sqs: Door = {
    admit: (request) => (request.method === 'POST' ? this.byKey(request) : 'method'),
    refuse: (request, response, refusal) =>
      (request.headers['x-amz-target'] === undefined ? refuseQuery : refuseJson)(request, response, refusal),
  };

  /** SES asks for an access key; its inbox for the token, or for the session of a browser. */
  readonly ses: Door = {
    admit: (request) => {
      const path = pathOf(request);
      const isApi = (request.method === 'POST' && path === '/') || path.toLowerCase().startsWith('/v2/');
      if (isApi) return this.byKey(request);
      return this.inbox.admits(request) ? null : this.byToken(request);
    },
    refuse: refuseQuery,
  };

  /** Returns whose key a request carries that a door has admitted; null for a call within the process, which has none. */
  callerOf(request: IncomingMessage): Principal | null {
    const caller = this.keys.callerOf(request);
    return typeof caller === 'string' ? null : caller;
  }

  private byKey(request: IncomingMessage): Refusal | null {
    const caller = this.keys.callerOf(request);
    return typeof caller === 'string' ? caller : null;
  }

  private byToken({ headers: { authorization } }: IncomingMessage): Refusal | null {
    if (authorization === undefined) return 'missing';
    return isSame(authorization, `Bearer ${this.token}`) ? null : 'unknown';
  }
}
