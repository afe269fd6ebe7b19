import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { localTarget } from '../../cli/src/local-deployment';
import { type Packaged, packageServices } from '../../cli/src/packages';
import { ROOT, STATE } from '../../cli/src/paths';
import { generated, type Made } from './generate';
import type { Variant } from './generated/customer-rows';
import { type Bench, type Measure, type Result, USUAL_ROWS } from './measure';
import { formatNumber } from '@customer-files/format';
import type { Peaks } from './world/memory';
import { World } from './world/world';

/** Where generated files are kept. */
const DATA = join(ROOT, 'tools', 'bench', 'data');

/** How much is measured. */
export interface Asked {
  runs: number;
  rows: number;
}

/** Runs measures, one after the other, and gives them what they have in common. */
export class Harness implements Bench {
  readonly runs: number;
  readonly rows: number;
  readonly peaks = new Map<number, Peaks>();
  private packaged: Promise<Packaged[]> | null = null;
  private started: Promise<World> | null = null;
  private ended: Promise<unknown> = Promise.resolve();

  constructor(
    { runs, rows }: Asked,
    readonly say: (line: string) => void,
  ) {
    this.runs = runs;
    this.rows = rows;
  }

  file(rows: number, variant: Partial<Variant> = {}): Promise<Made> {
    return generated(DATA, rows, variant, this.say);
  }

  packages(): Promise<Packaged[]> {
    const onProgress = (service: string): void => this.say(`packaging ${service}`);
    return (this.packaged ??= packageServices({
      root: ROOT,
      state: STATE,
      target: localTarget(new FeedSettings()),
      onProgress,
    }));
  }

  world(): Promise<World> {
    return (this.started ??= this.startWorld());
  }

  /** The result of a measure, also where it failed: then it has no figures, and says why. */
  async result(measure: Measure): Promise<Result & { failed: boolean }> {
    const { name, goal } = measure;
    this.say(`${name}${goal ? ` (goal: ${goal})` : ''}`);
    try {
      const { measured, met, runs } = await measure.run(this);
      if (!measure.scales || this.rows === USUAL_ROWS) return { name, goal, measured, met, runs, failed: false };
      const otherwise = goal ? ', so the goal says nothing' : '';
      return {
        name,
        goal,
        measured: `${measured} (with --rows ${formatNumber(this.rows)}${otherwise})`,
        met: null,
        runs,
        failed: false,
      };
    } catch (error) {
      // Whatever is still under way would be in the way of what comes next.
      await this.close();
      return {
        name,
        goal,
        measured: `failed: ${(error as Error).message}`,
        met: goal ? false : null,
        runs: [],
        failed: true,
      };
    }
  }

  /** Stops what was started; the next use starts it again. Resolves when everything has stopped, also for concurrent calls. */
  async close(): Promise<void> {
    const { started } = this;
    this.started = null;
    // What could not be started has nothing to be ended.
    if (started)
      this.ended = Promise.all([
        this.ended,
        started.then(
          (world) => world.close(),
          () => undefined,
        ),
      ]);
    await this.ended;
  }

  private async startWorld(): Promise<World> {
    const packages = await this.packages();
    this.say('starting the embedded cloud');
    return World.start(packages, this.say);
  }
}
