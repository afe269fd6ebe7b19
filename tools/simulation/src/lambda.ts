import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { VirtualClock } from './clock';
import type { Container } from './container';
import type { Database } from './database';
import type { Consumer, DeployedFunction, ScheduledFunction } from './deployment';
import type { FaultInjector } from './faults';
import { type FunctionDeps, type Handler, handlerOf } from './functions';
import { Invocation } from './invocation';
import type { Message, Queue } from './queue';
import type { Random } from './random';

/** After so long Lambda tries an event again that it has throttled. */
const THROTTLED_MS = 1000;

/** What Lambda works with. */
interface LambdaOptions {
  clock: VirtualClock;
  random: Random;
  database: Database;
  consumers: readonly Consumer[];
  deps: FunctionDeps;
  faults: () => FaultInjector;
  onInvocation: (invocation: Invocation) => void;
  /** Called when an invocation comes to a step, or ends. */
  onChange: () => void;
  /** Called for a message that failed with LEASE_HELD. */
  onLeaseHeld: (message: Message) => void;
}

/** An error that a function logged or threw. */
export interface Failure {
  function: string;
  /** The message that failed; null for a scheduled function. */
  messageId: string | null;
  code: string;
}

interface LoggedError {
  code?: string;
  message: string;
}

const codeOf = ({ code, message }: LoggedError): string => code ?? message;

// Without `getRemainingTimeInMillis`: Middy would set a timer of real time for it.
const contextOf = ({ functionName }: DeployedFunction): Context =>
  ({ functionName, awsRequestId: 'simulated' }) as Context;

const recordOf = ({ id, body, receives }: Message): SQSRecord =>
  ({ messageId: id, body, attributes: { ApproximateReceiveCount: String(receives) } }) as SQSRecord;

/** AWS Lambda: event source mappings, schedules, time-outs, and execution environments that stay warm. */
export class Lambda {
  readonly failures: Failure[] = [];
  private readonly containers = new Map<Invocation, Container>();
  /** How many invocations of a scheduled function run, by its name. */
  private readonly running = new Map<string, number>();

  constructor(private readonly options: LambdaOptions) {}

  /** Receives a message, and maybe others with it, and invokes the consumer. Deletes the messages that did not fail. */
  receive(queue: Queue, message: Message): void {
    const { clock, consumers, faults } = this.options;
    const messages = this.batchOf(queue, message).filter((one) => queue.receive(one, clock.now));
    if (messages.length === 0) return;
    const event: SQSEvent = { Records: messages.map(recordOf) };
    const consumer = consumers.find(({ name }) => name === queue.name)!;
    const handle = async (handler: Handler): Promise<void> => {
      const { batchItemFailures } = (await handler(event, contextOf(consumer))) as SQSBatchResponse;
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      if (faults().losesAck()) return;
      for (const one of messages) if (!failed.has(one.id)) queue.delete(one);
    };
    queue.running++;
    this.invoke(consumer, messages, handle, () => queue.running--);
  }

  /**
   * Invokes a function after some time, and from then on at its rate. An invocation beyond its reserved concurrency waits
   * for its turn, as Lambda keeps those of an event that it throttles.
   */
  schedule(scheduled: ScheduledFunction, inMs: number): void {
    const { clock, faults } = this.options;
    const { name, reservedConcurrency } = scheduled;
    const handle = async (handler: Handler): Promise<void> => {
      try {
        await handler({}, contextOf(scheduled));
      } catch (error) {
        this.failures.push({ function: name, messageId: null, code: codeOf(error as LoggedError) });
      }
    };
    const add = (count: number): void => void this.running.set(name, (this.running.get(name) ?? 0) + count);
    const start = (): void => {
      if ((this.running.get(name) ?? 0) >= (reservedConcurrency ?? Infinity)) {
        clock.after(THROTTLED_MS, start);
        return;
      }
      add(1);
      this.invoke(scheduled, [], handle, () => add(-1));
    };
    const fire = (): void => {
      this.schedule(scheduled, scheduled.everyMs);
      for (let copies = faults().copies(); copies > 0; copies--) start();
    };
    clock.after(inMs, fire, { background: true });
  }

  /**
   * Invokes a function as a command does, and calls `onAnswer` with its answer, or with null where it failed. A killed
   * invocation never answers.
   */
  command(deployed: DeployedFunction, payload: object, onAnswer: (answer: unknown) => void): void {
    const handle = async (handler: Handler): Promise<void> => {
      try {
        onAnswer(await handler(payload, contextOf(deployed)));
      } catch (error) {
        this.failures.push({ function: deployed.name, messageId: null, code: codeOf(error as LoggedError) });
        onAnswer(null);
      }
    };
    this.invoke(deployed, [], handle);
  }

  /** Whether each of these invocations waits for a database lock that another connection holds. */
  allBlocked(invocations: readonly Invocation[]): Promise<boolean> {
    return this.options.database.allBlocked(invocations.flatMap((invocation) => this.containers.get(invocation) ?? []));
  }

  /** A message, and as many others that are ready as the event source mapping happens to receive with it. */
  private batchOf(queue: Queue, message: Message): Message[] {
    const { clock, random } = this.options;
    const others = queue.ready(clock.now).filter((other) => other !== message);
    const room = Math.min(queue.settings.batchSize - 1, others.length);
    return [message, ...(room > 0 ? random.shuffled(others).slice(0, random.below(room + 1)) : [])];
  }

  private invoke(
    deployed: DeployedFunction,
    messages: readonly Message[],
    handle: (handler: Handler) => Promise<void>,
    onOver: () => void = () => undefined,
  ): void {
    const { clock, database, deps, onChange, onInvocation } = this.options;
    const container = 'DATABASE_PARAMETER' in deployed.environment ? database.idleContainer(deployed) : null;
    const over = (): void => {
      cancelTimeOut();
      this.containers.delete(invocation);
      onOver();
    };
    const onKill = async (): Promise<void> => {
      over();
      await container?.die();
    };
    const invocation = new Invocation({ function: deployed, clock, onChange, onKill });
    const cancelTimeOut = clock.after(deployed.timeoutMs, () => void invocation.kill());
    onInvocation(invocation);
    if (container) this.containers.set(invocation, Object.assign(container, { invocation }));
    const logger = this.loggerOf(deployed, messages);
    // Never resolves if the invocation is killed.
    void handle(handlerOf({ deps, invocation, container, logger })).then(() => {
      if (container) container.invocation = null;
      invocation.end();
      over();
    });
  }

  /** A logger that records the errors of an invocation. */
  private loggerOf({ name }: DeployedFunction, messages: readonly Message[]): Logger {
    const logger = new Logger({ logLevel: 'SILENT' });
    logger.error = (_, ...[extra]) => {
      const { messageId = null, error } = extra as unknown as { messageId?: string; error: LoggedError };
      const code = codeOf(error);
      this.failures.push({ function: name, messageId, code });
      const message = messages.find(({ id }) => id === messageId);
      if (message && code === 'LEASE_HELD') this.options.onLeaseHeld(message);
    };
    return logger;
  }
}
