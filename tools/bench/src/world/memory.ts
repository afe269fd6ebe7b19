import type { CloudHandle } from '@customer-files/local-cloud';
import { functionProcesses, peakMemoryOf } from './processes';

/** The most memory that one process of each function had, in bytes, by the function's name. */
export type Peaks = Record<string, number>;

/** Memory of the functions from one moment on. */
export class Memory {
  private before: Peaks = {};

  constructor(private readonly cloud: CloudHandle) {}

  /** Gives every function a new process: the peak of one that runs is that of all it ever did. */
  async begin(): Promise<void> {
    await this.cloud.local('recycle', {});
    this.before = await this.reported();
  }

  /** The peaks since {@link begin}: of the processes that live, and of those that ended in between, as far as they were higher than any before. */
  async peaks(): Promise<Peaks> {
    const peaks: Peaks = {};
    const note = (name: string, bytes: number): void => void (peaks[name] = Math.max(peaks[name] ?? 0, bytes));
    for (const { pid, name } of functionProcesses(this.cloud.endpoints.pid)) note(name, peakMemoryOf(pid));
    for (const [name, bytes] of Object.entries(await this.reported()))
      if (bytes > (this.before[name] ?? 0)) note(name, bytes);
    return peaks;
  }

  private async reported(): Promise<Peaks> {
    const functions = await this.cloud.local<{ name: string; peakRssBytes: number }[]>('functions');
    return Object.fromEntries(functions.map(({ name, peakRssBytes }) => [name, peakRssBytes]));
  }
}
