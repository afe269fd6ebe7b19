import { formatNumber } from '@customer-files/format';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Packaged } from '../../../cli/src/packages';
import type { Figures, Measure } from '../measure';

/** Bytes that the bundles of a service may have, in units of a thousand. */
const MOST_KB: Readonly<Record<string, number>> = { ingestion: 300, persistence: 1200 };
const KB = 1000;

interface Bundle {
  service: string;
  name: string;
  bytes: number;
}

/** The JavaScript in each zip of a package. */
function bundlesOf({ service, directory }: Packaged): Bundle[] {
  const zips = readdirSync(directory).filter((name) => name.endsWith('.zip'));
  return zips.map((zip) => {
    const files = Object.entries(unzipSync(readFileSync(join(directory, zip)))).filter(([name]) =>
      name.endsWith('.js'),
    );
    return {
      service,
      name: zip.replace(/\.zip$/, ''),
      bytes: files.reduce((sum, [, content]) => sum + content.length, 0),
    };
  });
}

/** How large the code is that a function has to load. */
export const bundles: Measure = {
  name: 'bundles',
  goal: 'the bundle of ingestion 300 KB or less, those of persistence 1.2 MB or less',
  scales: false,
  async run(bench) {
    const found = (await bench.packages()).flatMap(bundlesOf);
    const runs: Figures[] = [Object.fromEntries(found.map(({ name, bytes }) => [name, bytes]))];
    return {
      measured: found.map(({ name, bytes }) => `${name} ${formatNumber(bytes / KB)} KB`).join(', '),
      met: found.every(({ service, bytes }) => bytes <= (MOST_KB[service] ?? Infinity) * KB),
      runs,
    };
  },
};
