import type { Figures, Measure } from '../measure';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';

/** Names beyond ASCII (accents, Cyrillic, Greek, Chinese), which the fast path leaves to the rules on text. */
export const unicode: Measure = {
  name: 'unicode',
  goal: null,
  scales: true,
  async run(bench) {
    const [ascii, beyond] = [await bench.file(bench.rows), await bench.file(bench.rows, { names: 'beyond-ascii' })];
    const world = await bench.world();
    const runs: Figures[] = [];
    for (let run = 1; run <= bench.runs; run++) {
      await world.tables.empty('dim_customer', 'reference');
      const { seconds: asciiSeconds } = await world.bring(ascii);
      await world.tables.empty('dim_customer');
      const { seconds: beyondSeconds } = await world.bring(beyond);
      bench.say(
        `  ${run}/${bench.runs}: ASCII ${asciiSeconds.toFixed(2)} s, beyond ASCII ${beyondSeconds.toFixed(2)} s`,
      );
      runs.push({ asciiSeconds, beyondSeconds });
    }
    const [plain, other] = [
      runs.map(({ asciiSeconds }) => asciiSeconds!),
      runs.map(({ beyondSeconds }) => beyondSeconds!),
    ];
    return {
      measured: `names beyond ASCII ${spreadOf(other, 's')}, ${rate(bench.rows, median(other))}; ASCII ${spreadOf(plain, 's')}, ${rate(bench.rows, median(plain))}; ${spreadOf(plain.map((seconds, i) => seconds / other[i]!))} times as fast`,
      met: null,
      runs,
    };
  },
};
