import { AwsError } from '../aws-error';
import type { Notify } from '../local-cloud-event';
import type { Queues } from '../sqs/sqs';
import type { Usage } from '../usage/usage';
import { EventSource, type Invocable, type Mapping } from './event-source';
import { type AsRole, checkMapping, checkTracing } from './execution-role';
import type { FunctionSettings, Outcome } from './function-settings';
import { LambdaFunction } from './lambda-function';

/** The functions and their event source mappings. */
export class Lambda {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly sources = new Map<string, EventSource>();

  /** @param wrap replaces the function that an event source invokes, for fault injection */
  constructor(
    private readonly sqs: Queues,
    private readonly notify: Notify,
    private readonly onError: (error: unknown) => void,
    private readonly asRole: AsRole,
    private readonly wrap: (lambda: LambdaFunction) => Invocable = (lambda) => lambda,
    private readonly usage?: Usage,
  ) {}

  /**
   * Creates a function or replaces its code.
   *
   * @throws AwsError InvalidParameterValueException if it is traced and its role may not send traces
   */
  deploy(settings: FunctionSettings): void {
    if (settings.isTraced) checkTracing(this.asRole, settings);
    this.functions.get(settings.name)?.stop();
    this.functions.set(settings.name, new LambdaFunction(settings, this.asRole, this.usage));
  }

  /**
   * Creates an event source mapping, unless it exists.
   *
   * @throws AwsError InvalidParameterValueException if the role of the function may not read the queue
   */
  map(functionName: string, mapping: Omit<Mapping, 'target'>): void {
    checkMapping(this.asRole, this.named(functionName).settings, mapping.queueArn);
    this.named(functionName).warm();
    const key = `${functionName} ${mapping.queue}`;
    if (this.sources.has(key)) return;
    const source = new EventSource(
      { ...mapping, target: () => this.wrap(this.named(functionName)) },
      this.sqs,
      this.notify,
      this.onError,
      this.asRole,
    );
    this.sources.set(key, source);
    void source.run();
  }

  /**
   * Invokes a function and waits for its outcome.
   *
   * @throws AwsError ResourceNotFoundException
   */
  async invoke(name: string, event: unknown): Promise<Outcome> {
    const started = performance.now();
    const outcome = await this.named(name).invoke(event);
    this.notify({
      type: 'invocation',
      function: name,
      ok: !outcome.error,
      ms: Math.round(performance.now() - started),
      ...(outcome.error ? { error: outcome.error } : {}),
    });
    return outcome;
  }

  /** Returns counters of each function since it was deployed. */
  report(): object[] {
    return [...this.functions.values()].map(
      ({ settings: { name, memorySize }, peakRssBytes, invocations, errors }) => ({
        name,
        memorySize,
        peakRssBytes,
        invocations,
        errors,
      }),
    );
  }

  /** Starts a new process for every function, after its running invocation. */
  async recycle(): Promise<void> {
    await Promise.all([...this.functions.values()].map((lambda) => lambda.recycle()));
  }

  stop(): void {
    for (const source of this.sources.values()) source.stop();
    for (const lambda of this.functions.values()) lambda.stop();
  }

  private named(name: string): LambdaFunction {
    const found = this.functions.get(name);
    if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  }
}
