import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the framework prints where esbuild could not make a bundle; esbuild keeps it alive then. */
const BUILD_FAILED = /Build failed with \d+ errors?:\n.+\n/;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A run of the framework. */
export interface FrameworkRun {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
}

/** Ends a process and those that it has started. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends a group when this process exits or is ended by a signal, until the function that it returns is called. */
function endWithThisProcess(child: ChildProcess): () => void {
  const onExit = (): void => endGroup(child);
  const onSignal = (signal: NodeJS.Signals): void => {
    endGroup(child);
    stop();
    // The listener has taken the place of the default, which ends the process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  function stop(): void {
    process.off('exit', onExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  process.on('exit', onExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
}

/**
 * Runs the framework in a process group of its own, and ends the group where a bundle cannot be made, where it takes too
 * long, and when this process ends.
 *
 * @throws with the output of the framework where it fails
 */
export async function runFramework({ args, cwd, env, timeoutMs }: FrameworkRun): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = endWithThisProcess(child);
  let [stdout, stderr, late] = ['', '', false];
  const timeout = setTimeout(() => {
    late = true;
    endGroup(child);
  }, timeoutMs);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (BUILD_FAILED.test(stdout)) endGroup(child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  try {
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (status === 0) return;
    const output = `${stdout}${stderr}`.trim() || `it has ended with ${signal ?? `status ${status}`}`;
    throw new Error(
      late ? `the framework has not ended after ${timeoutMs / 1000} s; its output until then:\n${output}` : output,
    );
  } finally {
    clearTimeout(timeout);
    stop();
  }
}
