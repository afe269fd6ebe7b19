import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Account } from './account';
import { CONSUMERS, queueOf } from './consumers';

/** How long a message that is looked at is kept from others, and one that is moved. */
const LOOK_SECONDS = 20;
const MOVE_SECONDS = 300;
const BATCH = 10;
const POLL_MS = 50;

/** The queues of the services, by their names. */
export class Queues {
  private readonly sqs: SQSClient;
  private readonly urls = new Map<string, string>();

  constructor({ queues }: Account) {
    this.sqs = new SQSClient(queues);
  }

  /** Messages that nobody is handling just now, each once. They come back by themselves a little later. */
  async look(queue: string): Promise<Message[]> {
    const seen = new Map<string, Message>();
    for (;;) {
      const batch = await this.receive(queue, LOOK_SECONDS);
      const fresh = batch.filter(({ MessageId }) => !seen.has(MessageId!));
      if (fresh.length === 0) return [...seen.values()];
      for (const message of fresh) seen.set(message.MessageId!, message);
    }
  }

  /** Brings the messages of a queue to another, as many as there are now. Returns how many. */
  async moveAll(from: string, to: string, onMoved: () => void): Promise<number> {
    const most = await this.depth(from);
    let moved = 0;
    while (moved < most) {
      const batch = await this.receive(from, MOVE_SECONDS);
      if (batch.length === 0) break;
      for (const message of batch) {
        await this.move(message, from, to);
        moved++;
        onMoved();
      }
    }
    return moved;
  }

  /** There first, so that it is never lost. */
  private async move(message: Message, from: string, to: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: await this.urlOf(to), MessageBody: message.Body! }));
    await this.sqs.send(
      new DeleteMessageCommand({ QueueUrl: await this.urlOf(from), ReceiptHandle: message.ReceiptHandle! }),
    );
  }

  /** Messages that wait or are being handled. */
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

  /** Whether the consumers of a stage have nothing left to do. In the embedded cloud these numbers are exact. */
  async isIdle(stage: string): Promise<boolean> {
    const depths = await Promise.all(CONSUMERS.map((consumer) => this.depth(queueOf(consumer, stage))));
    return depths.every((depth) => depth === 0);
  }

  /** Resolves when they have. */
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
    const { QueueUrl } = await this.sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    this.urls.set(queue, QueueUrl!);
    return QueueUrl!;
  }
}
