import { functionOf } from '../../../cli/src/consumers';
import { STAGE } from '../../../cli/src/local-deployment';
import type { Bench, Measure } from '../measure';
import { formatNumber } from '@customer-files/format';
import { megabytes } from '../report/format';
import type { Peaks } from '../world/memory';

const MB = 2 ** 20;
const VALIDATE = functionOf({ service: 'validation', name: 'validate' }, STAGE);

/** The peaks of one run, in processes that have seen nothing else but the warm-up; those of another measure, where it has noted them. */
async function peaksOf(bench: Bench, rows: number): Promise<Peaks> {
  const known = bench.peaks.get(rows);
  if (known) return known;
  const made = await bench.file(rows);
  const world = await bench.world();
  await world.memory.begin();
  await world.warmUp();
  await world.bring(made);
  const peaks = await world.memory.peaks();
  bench.peaks.set(rows, peaks);
  return peaks;
}

/** @param times how many of the usual files one is that the function must take */
function ofValidation(name: string, times: number, most: number): Measure {
  return {
    name,
    goal: `validation takes ${most} MB or less at ${times} M rows`,
    scales: true,
    async run(bench) {
      const bytes = (await peaksOf(bench, bench.rows * times))[VALIDATE]!;
      return { measured: megabytes(bytes), met: bytes <= most * MB, runs: [{ rows: bench.rows * times, bytes }] };
    },
  };
}

/** Peak memory of the function that reads files, at one million rows. */
export const memory1m = ofValidation('memory-1m', 1, 256);

/** And at ten: what grows is the duplicates check alone. */
export const memory10m = ofValidation('memory-10m', 10, 512);

const MOST_OF_OTHERS = 200;
const others = (peaks: Peaks): [string, number][] => Object.entries(peaks).filter(([name]) => name !== VALIDATE);

/** Peak memory of the other functions; at ten million rows too, where that was measured. */
export const memoryOthers: Measure = {
  name: 'memory-others',
  goal: `every other function takes ${MOST_OF_OTHERS} MB or less`,
  scales: true,
  async run(bench) {
    await peaksOf(bench, bench.rows);
    const runs = [...bench.peaks]
      .sort(([a], [b]) => a - b)
      .map(([rows, peaks]) => ({ rows, ...Object.fromEntries(others(peaks)) }));
    const sentences = [...bench.peaks]
      .sort(([a], [b]) => a - b)
      .map(
        ([rows, peaks]) =>
          `at ${formatNumber(rows)} rows ${others(peaks)
            .map(([name, bytes]) => `${name.split('-').at(-1)} ${megabytes(bytes)}`)
            .join(', ')}`,
      );
    const most = Math.max(...[...bench.peaks.values()].flatMap((peaks) => others(peaks).map(([, bytes]) => bytes)));
    return { measured: sentences.join('; '), met: most <= MOST_OF_OTHERS * MB, runs };
  },
};
