import { localAccount } from '../../../cli/src/account';
import { withdraw, withdrawalPlan } from '../../../cli/src/withdraw';
import type { Made } from '../generate';
import type { Bench, Figures, Measure } from '../measure';
import { spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { World } from '../world/world';

/** Brings a file into an empty table, and undoes it as `npm run undo` does: what it would do first. Returns the seconds of both. */
async function loadedAndUndone(world: World, made: Made): Promise<{ loadSeconds: number; undoSeconds: number }> {
  await world.tables.empty('dim_customer', 'reference');
  const { seconds, summary } = await world.bring(made);
  await world.tables.settle();
  const account = localAccount(world.cloud);
  const from = performance.now();
  const plan = await withdrawalPlan(account, summary.fileId);
  const answer = await withdraw(account, summary.fileId);
  const undoSeconds = (performance.now() - from) / 1000;
  mustBe('what the undo says it would do', plan.state === 'planned' && plan.toDelete, made.valid);
  mustBe('what the undo did', answer.state === 'withdrawn' && [answer.deleted, answer.kept], [made.valid, 0]);
  await world.idle();
  mustBe('the rows that are left', (await world.tables.contentOf('dim_customer')).rows, 0);
  await world.mailbox.empty();
  return { loadSeconds: seconds, undoSeconds };
}

/** The undo of a file of a million rows, against the time in which it was loaded. */
export const undo1m: Measure = {
  name: 'undo-1m',
  goal: 'no longer than loading the file: ratio 1.0 or less',
  scales: true,
  async run(bench: Bench) {
    const made = await bench.file(bench.rows);
    const world = await bench.world();
    const runs: (Figures & { loadSeconds: number; undoSeconds: number })[] = [];
    for (let run = 1; run <= bench.runs; run++) {
      const figures = await loadedAndUndone(world, made);
      const { loadSeconds, undoSeconds } = figures;
      bench.say(
        `  ${run}/${bench.runs}: loaded in ${loadSeconds.toFixed(2)} s, undone in ${undoSeconds.toFixed(2)} s, ratio ${(undoSeconds / loadSeconds).toFixed(2)}`,
      );
      runs.push(figures);
    }
    const ratios = runs.map(({ loadSeconds, undoSeconds }) => undoSeconds / loadSeconds);
    const of = (name: string): number[] => runs.map((run) => run[name]!);
    return {
      measured: `ratio ${spreadOf(ratios)}; undo ${spreadOf(of('undoSeconds'), 's')}, load ${spreadOf(of('loadSeconds'), 's')}`,
      met: median(ratios) <= 1,
      runs,
    };
  },
};
