import type { Usage } from './usage';
import type { UsageCounts } from './counts';

type Kind = keyof UsageCounts['sqs'];

const KINDS: Record<string, Kind> = {
  SendMessage: 'sends',
  SendMessageBatch: 'sends',
  ReceiveMessage: 'receives',
  DeleteMessage: 'deletes',
  DeleteMessageBatch: 'deletes',
  ChangeMessageVisibility: 'visibilityChanges',
  ChangeMessageVisibilityBatch: 'visibilityChanges',
};

/** A server of SQS, as far as it concerns the counting. */
interface Hooked {
  addHook: (
    name: 'onSend',
    hook: (request: { headers: Record<string, unknown> }, reply: unknown, payload: unknown) => Promise<unknown>,
  ) => unknown;
}

const brought = (answer: string): boolean => answer.includes('"ReceiptHandle"');

/** Counts the requests of a server that is not yet ready, also those that come to it without a socket. */
export function countQueues(app: Hooked, usage: Usage): void {
  app.addHook('onSend', (request, _reply, payload) => {
    const { 'x-amz-target': target, 'content-length': asked } = request.headers;
    const answer = typeof payload === 'string' ? payload : '';
    const kind = KINDS[String(target).split('.')[1] ?? ''] ?? 'others';
    // A batch is one request of as many bytes as its messages have; what is received counts by what it brings.
    const bytes = kind === 'receives' ? Buffer.byteLength(answer) : Number(asked ?? 0);
    usage.sqs(kind === 'receives' && !brought(answer) ? 'emptyReceives' : kind, bytes);
    return Promise.resolve(payload);
  });
}
