import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FunctionMeter } from '../usage/function-meter';
import type { Usage } from '../usage/usage';
import { type AsRole, mayLog } from './execution-role';
import type { FunctionSettings, Outcome } from './function-settings';

interface Answer extends Outcome {
  id: string;
}

/** Share of a function's memory that its heap may use. */
const HEAP_SHARE = 0.9;

const WORKER = join(__dirname, 'worker.mjs');

/** A function: one process, one invocation at a time. */
export class LambdaFunction {
  invocations = 0;
  errors = 0;
  peakRssBytes = 0;
  private worker: ChildProcess | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private readonly meter: FunctionMeter;

  constructor(
    readonly settings: FunctionSettings,
    private readonly asRole: AsRole,
    usage?: Usage,
  ) {
    this.meter = new FunctionMeter(settings, usage);
  }

  /** Starts the process, so that the bundle is loaded before the first event. */
  warm(): void {
    this.worker ??= this.start();
  }

  /**
   * Invokes the function after the invocations before it. After a timeout or a crash the next one gets a new process.
   */
  invoke(event: unknown): Promise<Outcome> {
    const run = this.queue.then(() => this.run(event));
    this.queue = run;
    return run;
  }

  /** Replaces the process between two invocations. */
  recycle(): Promise<void> {
    const recycled = this.queue.then(() => {
      if (!this.worker) return;
      this.kill();
      this.warm();
    });
    this.queue = recycled;
    return recycled;
  }

  /** Ends the process for good. Waiting invocations fail. */
  stop(): void {
    this.stopped = true;
    this.kill();
  }

  /** Kills the process, even during an invocation. Returns false if there is none. */
  crash(): boolean {
    return this.worker?.kill('SIGKILL') ?? false;
  }

  private kill(): void {
    this.notePeak();
    this.worker?.kill('SIGKILL');
    this.worker = null;
  }

  private async run(event: unknown): Promise<Outcome> {
    if (this.stopped)
      return { error: { name: 'Runtime.ExitError', message: 'the function was stopped or deployed anew' } };
    this.warm();
    const metered = this.meter.begin(this.worker!.pid);
    const outcome = await this.ask(this.worker!, event);
    metered();
    this.invocations++;
    if (outcome.error) this.errors++;
    this.notePeak();
    return outcome;
  }

  private ask(worker: ChildProcess, event: unknown): Promise<Outcome> {
    const id = randomUUID();
    const { timeoutSeconds } = this.settings;
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('exit', onExit);
        resolve(outcome);
      };
      const onMessage = ({ id: answered, result, error }: Answer): void => {
        if (answered === id) end(error ? { error } : { result });
      };
      const onExit = (code: number | null, signal: string | null): void =>
        this.discard(worker, end, {
          name: 'Runtime.ExitError',
          message: `the process ended (${signal ?? `status ${code}`})`,
        });
      const timer = setTimeout(
        () =>
          this.discard(worker, end, {
            name: 'Sandbox.Timedout',
            message: `Task timed out after ${timeoutSeconds} seconds`,
          }),
        timeoutSeconds * 1000,
      );
      worker.on('message', onMessage);
      worker.once('exit', onExit);
      worker.send({ id, event, deadline: Date.now() + timeoutSeconds * 1000 }, (failed) => {
        if (failed) this.discard(worker, end, { name: failed.name, message: failed.message });
      });
    });
  }

  private discard(
    worker: ChildProcess,
    end: (outcome: Outcome) => void,
    error: { name: string; message: string },
  ): void {
    this.notePeak();
    if (this.worker === worker) this.worker = null;
    worker.kill('SIGKILL');
    end({ error });
  }

  private start(): ChildProcess {
    const { name, arn, handler, directory, memorySize, environment, logFile } = this.settings;
    const log = mayLog(this.asRole, this.settings) ? openSync(logFile, 'a') : null;
    const worker = fork(WORKER, {
      execArgv: [`--max-old-space-size=${Math.floor(memorySize * HEAP_SHARE)}`],
      stdio: ['ignore', log ?? 'ignore', log ?? 'ignore', 'ipc'],
      serialization: 'json',
      env: {
        PATH: process.env.PATH,
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        ...environment,
        LAMBDA_TASK_ROOT: directory,
        _HANDLER: handler,
        FUNCTION_ARN: arn,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
      },
    });
    if (log !== null) closeSync(log);
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = null;
    });
    return worker;
  }

  /** Reads the peak memory of the process, if the system is Linux. */
  private notePeak(): void {
    try {
      const status = readFileSync(`/proc/${this.worker?.pid}/status`, 'utf8');
      this.peakRssBytes = Math.max(this.peakRssBytes, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
    } catch (error) {
      // Not Linux, or the process has just ended.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!)) throw error;
    }
  }
}
