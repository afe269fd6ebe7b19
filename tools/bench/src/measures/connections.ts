import { statSync } from 'node:fs';
import type pg from 'pg';
import { partsOf } from '../parts';
import type { Bench, Figures, Measure } from '../measure';
import type { Made } from '../generate';
import { rate, spreadOf } from '../report/format';
import { median } from '../statistics';
import { mustBe } from '../world/check-run';
import type { Tables } from '../world/tables';

const COUNTS = [1, 2, 3];

/** Loads parts over connections, each of which takes the next part when it is done with one. Returns the seconds. */
async function load(tables: Tables, clients: readonly pg.Client[], parts: readonly Buffer[]): Promise<number> {
  const left = [...parts];
  const from = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let part = left.shift(); part; part = left.shift()) await tables.copyParts([part], 'reference', client);
    }),
  );
  return (performance.now() - from) / 1000;
}

async function inTurn(bench: Bench, made: Made, tables: Tables, clients: readonly pg.Client[]): Promise<Figures[]> {
  const parts = await partsOf(made.file, statSync(made.file).size);
  const runs: Figures[] = [];
  for (let run = 1; run <= bench.runs; run++) {
    const seconds: Record<string, number> = {};
    for (const count of COUNTS) {
      await tables.empty('reference');
      seconds[`over${count}Seconds`] = await load(tables, clients.slice(0, count), parts);
      mustBe('the table', await tables.contentOf('reference'), made.content);
    }
    bench.say(
      `  ${run}/${bench.runs}: ${COUNTS.map((count) => `${count}: ${seconds[`over${count}Seconds`]!.toFixed(2)} s`).join(', ')}`,
    );
    runs.push(seconds);
  }
  return runs;
}

/** The parts of a file loaded over several connections at once. */
export const connections: Measure = {
  name: 'connections',
  goal: null,
  scales: true,
  async run(bench) {
    const [made, { tables }] = [await bench.file(bench.rows), await bench.world()];
    const clients = await Promise.all(COUNTS.map(() => tables.another()));
    try {
      const runs = await inTurn(bench, made, tables, clients);
      const sentence = (count: number): string => {
        const seconds = runs.map((run) => run[`over${count}Seconds`]!);
        return `${count} ${count === 1 ? 'connection' : 'connections'} ${spreadOf(seconds, 's')}, ${rate(made.valid, median(seconds))}`;
      };
      return { measured: COUNTS.map(sentence).join('; '), met: null, runs };
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  },
};
