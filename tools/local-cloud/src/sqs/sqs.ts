import { AwsError } from '../aws-error';
import type { Authorize } from '../iam/authorizer';
import { listen, type Middleware, wrap } from '../listen';
import { countQueues } from '../usage/counted-servers';
import type { Usage } from '../usage/usage';
import { keptQueues } from './kept-queues';
import { authorizeQueues } from './permissions';

/** A message of ReceiveMessage. */
export interface Message {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes: Record<string, string>;
}

/** The queue operations that the embedded cloud itself uses. */
export type Queues = Pick<Sqs, keyof Sqs>;

type App = Awaited<ReturnType<(typeof import('fauxqs'))['buildApp']>>;

/**
 * Escapes characters outside the Basic Multilingual Plane in JSON: SQS accepts them, fauxqs rejects them.
 */
const withEscapes = (json: string): string =>
  json.replace(/[\uD800-\uDFFF\uFFFE\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

/** SQS by fauxqs, and the operations that the embedded cloud itself uses. */
export class Sqs {
  private readonly maxReceiveCounts = new Map<string, number>();

  private constructor(
    private readonly app: App,
    readonly url: string,
    private readonly closeStores: () => void,
  ) {}

  /**
   * @param port the preferred port; another one is used if it is taken
   * @param folder where the queues are stored
   * @param middleware around requests by a socket; the cloud itself calls within the process
   * @param authorize asked about every request; those within the process have no key, and were authorized before
   */
  static async start(
    port: number,
    folder: string,
    usage: Usage,
    middleware: Middleware,
    authorize: Authorize,
  ): Promise<Sqs> {
    const { buildApp } = await import('fauxqs');
    const { stores, close } = await keptQueues(folder);
    const app = buildApp({ logger: false, host: '127.0.0.1', stores }) as App;
    countQueues(app, usage);
    authorizeQueues(app, authorize);
    await app.ready();
    wrap(app.server, middleware);
    return new Sqs(app, `http://127.0.0.1:${await listen(app.server, port)}`, close);
  }

  /** @param maxReceiveCount receipts before a message moves to the dead-letter queue; absent if there is none */
  async createQueue(name: string, attributes: Record<string, string>, maxReceiveCount = Infinity): Promise<void> {
    this.maxReceiveCounts.set(name, maxReceiveCount);
    await this.call('CreateQueue', { QueueName: name });
    await this.call('SetQueueAttributes', { QueueUrl: this.urlOf(name), Attributes: attributes });
  }

  /** @param body JSON */
  async send(name: string, body: string, attributes: Record<string, string> = {}, DelaySeconds = 0): Promise<void> {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
    );
    await this.call('SendMessage', {
      QueueUrl: this.urlOf(name),
      MessageBody: withEscapes(body),
      MessageAttributes,
      DelaySeconds,
    });
  }

  async receive(name: string, most: number, waitSeconds: number): Promise<Message[]> {
    const answer = await this.call('ReceiveMessage', {
      QueueUrl: this.urlOf(name),
      MaxNumberOfMessages: most,
      WaitTimeSeconds: waitSeconds,
      AttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return (answer.Messages as Message[] | undefined) ?? [];
  }

  maxReceiveCountOf(name: string): number {
    return this.maxReceiveCounts.get(name) ?? Infinity;
  }

  async delete(name: string, { ReceiptHandle }: Message): Promise<void> {
    await this.call('DeleteMessage', { QueueUrl: this.urlOf(name), ReceiptHandle });
  }

  /**
   * Makes a message visible after some seconds. Returns false if its visibility timeout has already expired: another
   * consumer may have the message now.
   */
  async makeVisible(name: string, { ReceiptHandle }: Message, seconds: number): Promise<boolean> {
    try {
      await this.call('ChangeMessageVisibility', {
        QueueUrl: this.urlOf(name),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      });
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code.endsWith('MessageNotInflight')) return false;
      throw error;
    }
  }

  urlOf(name: string): string {
    return `${this.url}/000000000000/${name}`;
  }

  stop(): void {
    this.app.server.closeAllConnections();
    this.app.server.close();
    this.closeStores();
  }

  // In process instead of through a socket, which would cost time for each of the four queues that a file's events
  // pass.
  private async call(action: string, input: object): Promise<Record<string, unknown>> {
    const { statusCode, body } = await this.app.inject({
      method: 'POST',
      url: '/',
      payload: JSON.stringify(input),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    const answer = body ? (JSON.parse(body) as Record<string, unknown>) : {};
    if (statusCode !== 200)
      throw new AwsError(
        String(answer.__type),
        `SQS ${action}: ${String(answer.message ?? answer.Message ?? body)}`,
        statusCode,
      );
    return answer;
  }
}
