import type { Bench, Figures, Measure } from '../measure';
import { type Claims, smallFile } from '../generated/customer-rows';
import { NOTHING, together } from '../generated/table-content';
import { formatNumber } from '@customer-files/format';
import { spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { World } from '../world/world';

const ROWS = 100;
/** Of the rows of the usual file. */
const SHARE = 1000;
const MOST_RUNS = 2;
/** Puts that are under way at once. */
const AT_ONCE = 16;
const MS_A_FILE = 40;
const TIMES_THE_REFERENCE = 3;
const PATIENCE_SECONDS = 900;

interface Small {
  key: string;
  text: string;
  claims: Claims;
}

/** Files of customers of their own, so that every row is inserted. */
function smallFiles(world: World, files: number): Small[] {
  return Array.from({ length: files }, (_, i) => ({
    key: world.nextKey(),
    ...smallFile(ROWS, { first: i * ROWS + 1, seed: i }),
  }));
}

async function dropAll(world: World, files: readonly Small[]): Promise<void> {
  const left = [...files];
  const one = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await world.landing.put(next.key, Buffer.from(next.text));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** From the first put to the last e-mail, in seconds. */
async function allAtOnce(world: World, count: number): Promise<{ seconds: number; dropSeconds: number }> {
  await world.tables.empty('dim_customer', 'reference');
  const files = smallFiles(world, count);
  const ended = world.cloudEvents.endings(
    files.map(({ key }) => key),
    PATIENCE_SECONDS,
  );
  const from = performance.now();
  await dropAll(world, files);
  const dropSeconds = (performance.now() - from) / 1000;
  const endings = await ended;
  const seconds = (Math.max(...[...endings.values()].map(({ at }) => at)) - from) / 1000;
  await world.idle();
  for (const { key, claims } of files) await world.checkFile(endings.get(key)!.summary, claims, 0);
  await world.checkMails([...endings.values()].map(({ summary }) => summary));
  mustBe(
    'dim_customer',
    await world.tables.contentOf('dim_customer'),
    files.reduce((sum, { claims }) => together(sum, claims.content), NOTHING),
  );
  return { seconds, dropSeconds };
}

async function inTurn(bench: Bench, count: number): Promise<Figures[]> {
  const world = await bench.world();
  const one = await bench.file(count * ROWS);
  const figures: Figures[] = [];
  for (let run = 1; run <= Math.min(bench.runs, MOST_RUNS); run++) {
    const { seconds, dropSeconds } = await allAtOnce(world, count);
    const referenceSeconds = await world.copyReference(one);
    const goalSeconds = TIMES_THE_REFERENCE * referenceSeconds + (count * MS_A_FILE) / 1000;
    bench.say(
      `  ${run}: ${formatNumber(count)} files ${seconds.toFixed(1)} s, where ${goalSeconds.toFixed(1)} s are allowed`,
    );
    figures.push({ files: count, seconds, dropSeconds, referenceSeconds, goalSeconds });
  }
  return figures;
}

/** A thousand small files dropped at once. */
export const thousandFiles: Measure = {
  name: 'thousand-files',
  goal: `1,000 files of 100 rows in ${TIMES_THE_REFERENCE} times COPY csv of 100,000 rows and ${MS_A_FILE} ms a file`,
  scales: true,
  async run(bench) {
    const count = Math.max(1, Math.round(bench.rows / SHARE));
    const runs = await inTurn(bench, count);
    const of = (name: string): number[] => runs.map((run) => run[name]!);
    return {
      measured: `${spreadOf(of('seconds'), 's')} from the first put to the last e-mail, of which dropping them takes ${spreadOf(of('dropSeconds'), 's')}; ${spreadOf(of('goalSeconds'), 's')} are allowed`,
      met: median(of('seconds')) <= median(of('goalSeconds')),
      runs,
    };
  },
};
