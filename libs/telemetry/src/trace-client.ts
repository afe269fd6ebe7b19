import type { BuildMiddleware, MiddlewareStack } from '@smithy/types';
import { subsegment, type SubsegmentFields } from './subsegment';

/** Of a client of the AWS SDK. */
interface Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- each client has its own types
  middlewareStack: MiddlewareStack<any, any>;
}

interface Metadata {
  httpStatusCode?: number;
  requestId?: string;
}

const HEADER = 'X-Amzn-Trace-Id';

/** What an answer of AWS, or its error, says. */
function fieldsOf(operation: string, { httpStatusCode, requestId }: Metadata): SubsegmentFields {
  return {
    namespace: 'aws',
    aws: { operation, request_id: requestId },
    ...(httpStatusCode === undefined ? {} : { http: { response: { status: httpStatusCode } } }),
    ...(httpStatusCode !== undefined && httpStatusCode >= 400 && httpStatusCode < 500 ? { error: true } : {}),
  };
}

/**
 * Makes each call of an AWS SDK client a subsegment, with its retries, and has it carry the tracing header: EventBridge passes
 * it on to SQS, and Lambda links the trace of the consumer to it.
 *
 * @returns the same client
 */
export function traceClient<Traced extends Client>(client: Traced): Traced {
  const trace: BuildMiddleware<object, { $metadata: Metadata }> = (next, context) => (args) => {
    const { clientName = 'AWSClient', commandName = 'UnknownCommand' } = context;
    const operation = String(commandName).replace(/Command$/, '');
    return subsegment(String(clientName).replace(/Client$/, ''), async ({ header, report }) => {
      if (header) (args.request as { headers: Record<string, string> }).headers[HEADER] = header;
      try {
        const answer = await next(args);
        report(fieldsOf(operation, answer.output.$metadata));
        return answer;
      } catch (error) {
        report(fieldsOf(operation, (error as { $metadata?: Metadata }).$metadata ?? {}));
        throw error;
      }
    });
  };
  client.middlewareStack.add(trace, { step: 'build', priority: 'high', name: 'traceClient', override: true });
  return client;
}
