import { formatNumber } from '@customer-files/format';
import type { Figures, Result } from '../measure';
import { median } from '../statistics';

/** A size of file, and how many rows a second were loaded of it. */
export interface Point {
  rows: number;
  perSecond: number;
}

/** A line of the chart. The colours are readable on white and on black. */
interface Line {
  label: string;
  colour: string;
  points: readonly Point[];
}

/** Whose runs say how long a file of so many rows took. */
const SOURCES = ['sizes', 'chain-10m'];

const [WIDTH, HEIGHT] = [760, 420];
const PLOT = { left: 84, right: 736, top: 56, bottom: 356 };
const GREY = '#808080';
const STEPS_UP = 5;

/** Medians by the size of the file, the smallest first. @param seconds the name of the figure */
export function pointsOf(runs: readonly Figures[], seconds: string): Point[] {
  const sizes = new Map<number, number[]>();
  for (const run of runs)
    if (run.rows && run[seconds]) sizes.set(run.rows, [...(sizes.get(run.rows) ?? []), run[seconds]]);
  return [...sizes].sort(([a], [b]) => a - b).map(([rows, all]) => ({ rows, perSecond: rows / median(all) }));
}

/** Steps of an axis that are easily read. */
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The least round number that is not below a value. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ROUND.map((factor) => factor * power).find((round) => round >= value)!;
}

const thousands = (value: number): string =>
  value >= 1e6 ? `${value / 1e6} M` : value >= 1000 ? `${value / 1000} k` : String(value);

const text = (x: number, y: number, anchor: 'start' | 'middle' | 'end', words: string, more = ''): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${words}</text>`;

/** Where values stand: the rows by their logarithm, the rows a second from 0. */
function scales(points: readonly Point[]): {
  x: (rows: number) => number;
  y: (perSecond: number) => number;
  top: number;
  decades: number[];
} {
  const logs = points.map(({ rows }) => Math.log10(rows));
  const [least, most] = [
    Math.floor(Math.min(...logs)),
    Math.max(Math.ceil(Math.max(...logs)), Math.floor(Math.min(...logs)) + 1),
  ];
  const top = roundUp(Math.max(...points.map(({ perSecond }) => perSecond)) / STEPS_UP) * STEPS_UP;
  return {
    x: (rows) => Math.round(PLOT.left + ((Math.log10(rows) - least) / (most - least)) * (PLOT.right - PLOT.left)),
    y: (perSecond) => Math.round(PLOT.bottom - (perSecond / top) * (PLOT.bottom - PLOT.top)),
    top,
    decades: Array.from({ length: most - least + 1 }, (_, i) => 10 ** (least + i)),
  };
}

type Scales = ReturnType<typeof scales>;

function axes({ x, y, top, decades }: Scales): string[] {
  const up = Array.from({ length: STEPS_UP + 1 }, (_, i) => (top / STEPS_UP) * i);
  return [
    ...up.map(
      (value) =>
        `<path d="M${PLOT.left} ${y(value)}H${PLOT.right}" stroke="${GREY}" stroke-opacity="${value === 0 ? 1 : 0.25}"/>`,
    ),
    ...up.map((value) => text(PLOT.left - 8, y(value) + 4, 'end', thousands(value))),
    ...decades.map((rows) => `<path d="M${x(rows)} ${PLOT.bottom}v5" stroke="${GREY}"/>`),
    ...decades.map((rows) => text(x(rows), PLOT.bottom + 20, 'middle', thousands(rows))),
    text(PLOT.left, 24, 'start', 'rows a second', ' font-weight="bold"'),
    text(PLOT.right, PLOT.bottom + 42, 'end', 'rows of the file', ' font-weight="bold"'),
  ];
}

function drawn({ colour, points }: Line, { x, y }: Scales): string[] {
  const places = points.map(({ rows, perSecond }) => `${x(rows)} ${y(perSecond)}`);
  return [
    `<path d="M${places.join('L')}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
    ...points.map(
      ({ rows, perSecond }) =>
        `<circle cx="${x(rows)}" cy="${y(perSecond)}" r="4" fill="${colour}"><title>${thousands(rows)} rows: ${formatNumber(perSecond)} rows/s</title></circle>`,
    ),
  ];
}

const legend = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ label, colour }, i) => {
    const x = PLOT.left + 150 + i * 220;
    return [`<path d="M${x} 20h28" stroke="${colour}" stroke-width="2.5"/>`, text(x + 36, 24, 'start', label)];
  });

/** Rows a second against the size of the file, as SVG; null where nothing was measured. */
export function rowsPerSecondChart(results: readonly Result[]): string | null {
  const runs = results.filter(({ name }) => SOURCES.includes(name)).flatMap((result) => result.runs);
  const lines: Line[] = [
    { label: 'the whole chain', colour: '#2f81f7', points: pointsOf(runs, 'chainSeconds') },
    { label: 'COPY csv (reference)', colour: '#e3742f', points: pointsOf(runs, 'referenceSeconds') },
  ].filter(({ points }) => points.length > 0);
  if (lines.length === 0) return null;
  const to = scales(lines.flatMap(({ points }) => points));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="${GREY}">`,
    ...axes(to),
    ...lines.flatMap((line) => drawn(line, to)),
    ...legend(lines),
    '</svg>',
    '',
  ].join('\n');
}
