import type { FunctionSettings } from '../lambda/function-settings';
import { Meter } from './meter';
import type { Usage } from './usage';

/** Measures the invocations of a function, whichever process they run in. */
export class FunctionMeter {
  private meter: Meter | null = null;

  constructor(
    private readonly settings: FunctionSettings,
    private readonly usage: Usage | undefined,
  ) {}

  /** Begins an invocation in a process; what is returned ends it. */
  begin(pid: number | undefined): () => void {
    if (this.meter?.pid !== pid || !this.meter) {
      this.meter = new Meter(pid);
      this.usage?.start(this.settings, this.meter.startMilliseconds);
    }
    const end = this.meter.begin();
    return () => this.usage?.invocation(this.settings, end());
  }
}
