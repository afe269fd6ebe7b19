import { FeedSettings } from '@customer-files/events';
import type { Random } from './random';
import { badRow, type FileRow, goodRow, HEADER } from './rows';

/** A customer file, and the rows that it was made of. */
export interface SimulatedFile {
  key: string;
  header: readonly string[];
  rows: readonly FileRow[];
  bytes: Buffer;
  settings: FeedSettings;
}

/** The shape of a file: how many good and bad rows it has, and settings of its feed. */
type Shape = (random: Random, partRows: number) => { good: number; bad: number; settings?: Partial<FeedSettings> };

const SHAPES: Readonly<Record<string, Shape>> = {
  mixed: (random, partRows) => ({ good: random.below(4 * partRows), bad: random.below(partRows) }),
  'header only': () => ({ good: 0, bad: 0 }),
  'one row': () => ({ good: 1, bad: 0 }),
  'all rejected': (random) => ({ good: 0, bad: 1 + random.below(20) }),
  'a part': (_, partRows) => ({ good: partRows, bad: 0 }),
  'a part less one': (random, partRows) => ({ good: partRows - 1, bad: random.below(3) }),
  'a part and one': (random, partRows) => ({ good: partRows + 1, bad: random.below(3) }),
  'too many rejects': (_, partRows) => ({ good: 2 * partRows, bad: 5, settings: { maxRejects: 4 } }),
  'few enough rejects': (_, partRows) => ({ good: 2 * partRows, bad: 2, settings: { maxRejects: '50%' } }),
  'too many rows': (_, partRows) => ({ good: 3 * partRows, bad: 3, settings: { maxRows: 2 * partRows + 1 } }),
  'too many rows, all or nothing': (_, partRows) => ({
    good: 3 * partRows,
    bad: 3,
    settings: { maxRows: 2 * partRows + 1, maxRejects: 100 },
  }),
};
export const SHAPE_NAMES = Object.keys(SHAPES);

/**
 * Bytes that make a few rows larger than a chunk of reading, so that parts are published while the file is still
 * read.
 */
const PADDING = 8 * 1024;

/** A random file. @param ids how many customers there are; with few, ids repeat */
export function fileOf(
  random: Random,
  key: string,
  partRows: number,
  { shape = random.pick(SHAPE_NAMES), ids = 200, padded = random.chance(0.1) } = {},
): SimulatedFile {
  const { good, bad, settings } = SHAPES[shape]!(random, partRows);
  // Where the number of parts matters, no row may be a duplicate by chance.
  const people = shape.startsWith('a part') ? 1_000_000 : ids;
  const rows = random.shuffled([
    ...Array.from({ length: good }, () => goodRow(random, people)),
    ...Array.from({ length: bad }, () => badRow(random, people)),
  ]);
  const header = padded ? [...HEADER, 'note'] : HEADER;
  return written(key, header, rows, Object.assign(new FeedSettings(), settings));
}

/** A file that is refused before a row of it is read. */
export function refusedFile(random: Random, key: string): SimulatedFile {
  return written(key, random.chance(0.5) ? [] : ['id', 'name'], [], new FeedSettings());
}

function written(
  key: string,
  header: readonly string[],
  rows: readonly FileRow[],
  settings: FeedSettings,
): SimulatedFile {
  const padded = header.length > HEADER.length;
  const lines = [header, ...rows.map(({ cells }) => (padded ? [...cells, 'x'.repeat(PADDING)] : cells))];
  return {
    key,
    header,
    rows,
    settings,
    bytes: Buffer.from(header.length === 0 ? '' : lines.map((cells) => `${cells.join(',')}\n`).join('')),
  };
}
