import { GetQueueAttributesCommand, GetQueueUrlCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { traceClient } from '@customer-files/telemetry';

/**
 * Reads how many messages a queue has that a consumer could receive, about: SQS counts without a promise. A queue that does
 * not exist has none: its service is not deployed yet, or is removed.
 */
export function queueDepth(client?: SQSClient): (queue: string) => Promise<number> {
  let sqs = client;
  return async (QueueName) => {
    sqs ??= traceClient(new SQSClient({}));
    try {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes!.ApproximateNumberOfMessages);
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return 0;
      throw error;
    }
  };
}
