import { AwsError } from '../aws-error';
import type { Tell } from '../happenings';
import type { Queues } from '../sqs/sqs';
import type { Usage } from '../usage/usage';
import { EventSource, type Invocable, type Mapping } from './event-source';
import type { FunctionSettings, Outcome } from './function-settings';
import { LambdaFunction } from './lambda-function';

/** The functions and their event sources. */
export class Lambda {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly sources = new Map<string, EventSource>();

  /** @param around what a queue invokes in a function's stead */
  constructor(
    private readonly sqs: Queues,
    private readonly tell: Tell,
    private readonly fail: (error: unknown) => void,
    private readonly around: (lambda: LambdaFunction) => Invocable = (lambda) => lambda,
    private readonly usage?: Usage,
  ) {}

  /** Creates a function, or puts new code in the place of the old. */
  deploy(settings: FunctionSettings): void {
    this.functions.get(settings.name)?.stop();
    this.functions.set(settings.name, new LambdaFunction(settings, this.usage));
  }

  /** Lets a queue invoke a function; once, however often it is deployed. */
  map(functionName: string, mapping: Omit<Mapping, 'target'>): void {
    this.named(functionName).warm();
    const key = `${functionName} ${mapping.queue}`;
    if (this.sources.has(key)) return;
    const source = new EventSource(
      { ...mapping, target: () => this.around(this.named(functionName)) },
      this.sqs,
      this.tell,
      this.fail,
    );
    this.sources.set(key, source);
    void source.run();
  }

  /** Invokes a function and waits for its outcome. Throws `ResourceNotFoundException`. */
  async invoke(name: string, event: unknown): Promise<Outcome> {
    const started = performance.now();
    const outcome = await this.named(name).invoke(event);
    this.tell({
      type: 'invocation',
      function: name,
      ok: !outcome.error,
      ms: Math.round(performance.now() - started),
      ...(outcome.error ? { error: outcome.error } : {}),
    });
    return outcome;
  }

  /** What each function has done since it was deployed. */
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

  /** Gives every function a new process, once it has done what it is doing. */
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
