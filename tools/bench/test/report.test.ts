import type { Result } from '../src/measure';
import { MEASURES } from '../src/measures/all';
import { pointsOf, roundUp, rowsPerSecondChart } from '../src/report/chart';
import { resultsPage } from '../src/report/page';
import { merged } from '../src/report/results';
import { spreadOf } from '../src/report/format';
import { median } from '../src/statistics';

const result = (name: string, more: Partial<Result> = {}): Result => ({
  name,
  goal: null,
  measured: `${name} was measured`,
  met: null,
  runs: [],
  ...more,
});

const SIZES = result('sizes', {
  runs: [
    { rows: 1000, chainSeconds: 0.2, referenceSeconds: 0.01 },
    { rows: 1000, chainSeconds: 0.4, referenceSeconds: 0.01 },
    { rows: 1_000_000, chainSeconds: 4, referenceSeconds: 2.5 },
  ],
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, middle) => expect(median(values)).toBe(middle));

  it('of nothing is an error', () => expect(() => median([])).toThrow('there is no median of nothing'));

  it('is written with how far the values lie apart', () => {
    expect(spreadOf([4.2, 4.111, 4.4521], 's')).toBe('4.20 s (4.11 to 4.45)');
    expect(spreadOf([1626.4])).toBe('1,626');
  });
});

describe('the measures', () => {
  it('have names of their own, without what would part them on the command line', () => {
    const names = MEASURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/);
  });
});

describe('results', () => {
  it('take the place of earlier ones; others stay, in the order of the table, and what the table does not know goes', () => {
    const [earlier, fresh] = [
      [result('a', { measured: 'old' }), result('b'), result('removed')],
      [result('c'), result('a')],
    ];
    expect(merged(earlier, fresh, ['c', 'b', 'a'])).toEqual([result('c'), result('b'), result('a')]);
  });
});

describe('the page', () => {
  it('lists goals and whether they are met, then figures, then where the time goes', () => {
    const page = resultsPage(
      [
        result('one', { goal: 'at most 1', met: true }),
        result('two', { goal: 'a | b', met: false }),
        result('three'),
        result('profile', {
          runs: [
            { 'the whole chain': 4, 'processor: validate': 2, 'stage: find': 0.5 },
            { 'processor: validate': 3, 'processor: persist': 4, 'stage: find': 0.25 },
          ],
        }),
      ],
      'chart.svg',
    );
    expect(page).toContain('| one | at most 1 | one was measured | yes |');
    expect(page).toContain('| two | a \\| b | two was measured | **no** |');
    expect(page).toContain('| three | three was measured |');
    expect(page).toMatch(/\| persist \| 4\.00 \|\n\| validate \| 2\.50 \|/);
    expect(page).toContain('| find | 0.38 |');
    expect(page).toContain('(chart.svg)');
    expect(page).toMatch(/- Node\.js [\d.]+, PostgreSQL 18\.\d+/);
  });
});

describe('the chart', () => {
  it('has a point for each size, from the medians', () => {
    expect(pointsOf(SIZES.runs, 'chainSeconds').map(({ rows, perSecond }) => [rows, Math.round(perSecond)])).toEqual([
      [1000, 3333],
      [1_000_000, 250_000],
    ]);
  });

  it('draws both lines within the picture, and takes the largest file from its own measure', () => {
    const chart = rowsPerSecondChart([SIZES, result('chain-10m', { runs: [{ rows: 10_000_000, chainSeconds: 40 }] })])!;
    const circles = [...chart.matchAll(/<circle cx="(\d+)" cy="(\d+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
    expect(circles).toHaveLength(5);
    for (const [x, y] of circles) expect(x! >= 0 && x! <= 760 && y! >= 0 && y! <= 420).toBe(true);
    expect(chart).toContain('>10 M</text>');
    expect(chart.match(/<(?!\/|svg)[a-z]+/g)!.length).toBeGreaterThan(20);
    expect(chart.endsWith('</svg>\n')).toBe(true);
  });

  it('is none where nothing was measured', () => expect(rowsPerSecondChart([result('sizes')])).toBeNull());

  it.each([
    [0.9, 1],
    [1, 1],
    [116_000, 120_000],
    [26, 30],
    [90, 100],
  ])('rounds %d up to %d', (value, round) => expect(roundUp(value)).toBeCloseTo(round));
});
