import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Account, notFound } from './account';
import { CONSUMERS, queueOf } from './consumers';

/** How long a message is hidden from other readers while it is read, and while it is moved. */
const READ_SECONDS = 20;
const MOVE_SECONDS = 300;
const BATCH = 10;
const POLL_MS = 50;

/** Reads and moves messages of the services' queues, which it finds by their names. */
export class Queues {
  private readonly sqs: SQSClient;
  private readonly urls = new Map<string, string>();

  constructor(private readonly account: Account) {
    this.sqs = new SQSClient(account.queues);
  }

  /** The messages of a queue that no reader holds, each once. They are visible to other readers again afterwards. */
  async read(queue: string): Promise<Message[]> {
    const seen = new Map<string, Message>();
    for (;;) {
      const batch = await this.receive(queue, READ_SECONDS);
      const isNew = batch.some(({ MessageId }) => !seen.has(MessageId!));
      // The last receipt of a message is the one that can give it back.
      for (const message of batch) seen.set(message.MessageId!, message);
      if (!isNew) break;
    }
    const messages = [...seen.values()];
    for (let i = 0; i < messages.length; i += BATCH) await this.release(queue, messages.slice(i, i + BATCH));
    return messages;
  }

  /** Makes messages visible at once. */
  private async release(queue: string, messages: readonly Message[]): Promise<void> {
    await this.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: await this.urlOf(queue),
        Entries: messages.map(({ ReceiptHandle }, i) => ({
          Id: String(i),
          ReceiptHandle: ReceiptHandle!,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }

  /** Moves the messages of a queue to another, as many as there are now. Resolves with how many were moved, and not. */
  async moveAll(from: string, to: string, onMoved: () => void): Promise<{ moved: number; left: number }> {
    const depth = await this.depth(from);
    let moved = 0;
    while (moved < depth) {
      const batch = await this.receive(from, MOVE_SECONDS);
      if (batch.length === 0) break;
      for (const message of batch) {
        await this.move(message, from, to);
        moved++;
        onMoved();
      }
    }
    return { moved, left: Math.max(0, depth - moved) };
  }

  /** Sends the message before it deletes it, so that it is never lost. */
  private async move(message: Message, from: string, to: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: await this.urlOf(to), MessageBody: message.Body! }));
    await this.sqs.send(
      new DeleteMessageCommand({ QueueUrl: await this.urlOf(from), ReceiptHandle: message.ReceiptHandle! }),
    );
  }

  /** The number of messages that are visible, in flight or delayed. */
  async depth(queue: string): Promise<number> {
    const names = [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ] as const;
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: await this.urlOf(queue), AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
  }

  /** True where the queues of all consumers are empty. The embedded cloud's numbers are exact, those of AWS are not. */
  async isIdle(stage: string): Promise<boolean> {
    const depths = await Promise.all(CONSUMERS.map((consumer) => this.depth(queueOf(consumer, stage))));
    return depths.every((depth) => depth === 0);
  }

  /** Resolves when the queues of all consumers are empty. */
  async idle(stage: string): Promise<void> {
    while (!(await this.isIdle(stage))) await delay(POLL_MS);
  }

  private async receive(queue: string, hiddenSeconds: number): Promise<Message[]> {
    const { Messages } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: await this.urlOf(queue),
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages ?? [];
  }

  private async urlOf(queue: string): Promise<string> {
    const known = this.urls.get(queue);
    if (known) return known;
    const { QueueUrl } = await this.sqs
      .send(new GetQueueUrlCommand({ QueueName: queue }))
      .catch((error: unknown) => Promise.reject(notFound(error, `the queue ${queue}`, this.account)));
    this.urls.set(queue, QueueUrl!);
    return QueueUrl!;
  }
}
