import type { IncomingMessage } from 'node:http';
import { nameOf, queueArn } from '../account';
import { AccessDenied } from '../iam/access-denied';
import type { Authorize } from '../iam/authorizer';
import { sqsAction } from './protocol';

/** The parts of fauxqs' server, a Fastify, that are used here. */
interface Hooked {
  addHook: (
    name: 'preHandler',
    hook: (
      request: { raw: IncomingMessage; headers: Record<string, unknown>; body: unknown },
      reply: Reply,
    ) => Promise<unknown>,
  ) => unknown;
}

interface Reply {
  code: (status: number) => Reply;
  header: (name: string, value: string) => Reply;
  send: (body: object) => Reply;
}

interface Asked {
  QueueUrl?: unknown;
  QueueName?: unknown;
}

/** The actions that name their queue by QueueName; fauxqs reads no other field of them. */
const BY_NAME = new Set(['CreateQueue', 'GetQueueUrl']);

/** Returns the queue of a URL or a name, as fauxqs finds it: by the last segment that is not empty. */
const queueOf = (url: string): string => nameOf(url.replace(/\/+$/, ''));

/** A batch asks for the permission of its single action. */
function permissionOf(target: unknown, body: unknown): { action: string; resource: string } {
  const action = sqsAction(target);
  const { QueueUrl, QueueName } = (body ?? {}) as Asked;
  const queue = BY_NAME.has(action ?? '') ? QueueName : QueueUrl;
  return {
    action: `sqs:${action?.replace(/Batch$/, '')}`,
    resource: typeof queue === 'string' ? queueArn(queueOf(queue)) : '*',
  };
}

/** SQS writes the action in lower case. */
function refuse(reply: Reply, { user, action, resource, reason }: AccessDenied): Reply {
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  return reply
    .code(403)
    .header('content-type', 'application/x-amz-json-1.0')
    .header('x-amzn-query-error', 'AccessDenied;Sender')
    .send({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      message: message.replaceAll(action, action.toLowerCase()),
    });
}

/** Asks for permission before each request to SQS by a socket. To be called before the server is ready. */
export function authorizeQueues(app: Hooked, authorize: Authorize): void {
  app.addHook('preHandler', async ({ raw, headers, body }, reply) => {
    const { action, resource } = permissionOf(headers['x-amz-target'], body);
    try {
      authorize(raw, action, resource);
      return undefined;
    } catch (error) {
      if (error instanceof AccessDenied) return refuse(reply, error);
      throw error;
    }
  });
}
