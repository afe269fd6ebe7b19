import type { IncomingMessage } from 'node:http';
import type { Middleware } from '../listen';

/** The actions of SQS that fauxqs has. */
const ACTIONS = new Set([
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'CreateQueue',
  'DeleteMessage',
  'DeleteMessageBatch',
  'DeleteQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueueTags',
  'ListQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
]);

const TARGET = /^AmazonSQS\.([A-Za-z]+)$/;
const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Returns the action that a header `X-Amz-Target` names, or null if it names no action of SQS. */
export function sqsAction(target: unknown): string | null {
  const action = TARGET.exec(String(target))?.[1];
  return action !== undefined && ACTIONS.has(action) ? action : null;
}

/** What the AWS SDK sends, and nothing else: POST to `/` by the JSON protocol. */
const isSqs = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'POST' &&
  url === '/' &&
  headers['content-type'] === CONTENT_TYPE &&
  sqsAction(headers['x-amz-target']) !== null;

/**
 * Refuses each request that is not an action of SQS by its JSON protocol. fauxqs would serve SNS, STS and S3 too, and
 * chooses among them by the content type; a permission is asked for by the target. Only a request in which both mean the
 * same action may reach it.
 */
export const onlySqs: Middleware = (serve) => (request, response) => {
  if (isSqs(request)) return serve(request, response);
  // A client that is still sending may not read the answer, unless its body is drained.
  request.resume();
  const message = `The embedded cloud takes the actions of SQS by POST to / as ${CONTENT_TYPE} only.`;
  response
    .writeHead(400, { 'content-type': CONTENT_TYPE, 'x-amzn-query-error': 'InvalidAction;Sender' })
    .end(JSON.stringify({ __type: 'com.amazonaws.sqs#InvalidAction', message }));
};
