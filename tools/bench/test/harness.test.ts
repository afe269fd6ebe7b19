import { Harness } from '../src/harness';
import { type Measure, USUAL_ROWS } from '../src/measure';

const measure = (more: Partial<Measure> = {}): Measure => ({
  name: 'one',
  goal: 'at most 1',
  scales: true,
  run: () => Promise.resolve({ measured: '0.5', met: true, runs: [{ value: 0.5 }] }),
  ...more,
});

const harness = (rows: number): Harness => new Harness({ runs: 1, rows }, () => undefined);

describe('a measure', () => {
  it('has its result with the goal', async () => {
    expect(await harness(USUAL_ROWS).result(measure())).toEqual({
      name: 'one',
      goal: 'at most 1',
      measured: '0.5',
      met: true,
      runs: [{ value: 0.5 }],
      failed: false,
    });
  });

  it('says nothing of its goal at another size, if it depends on that', async () => {
    const { measured, met } = await harness(20_000).result(measure());
    expect([measured, met]).toEqual(['0.5 (with --rows 20,000, so the goal says nothing)', null]);
    expect((await harness(20_000).result(measure({ scales: false }))).met).toBe(true);
  });

  it('that fails has no figures, says why, and does not meet its goal', async () => {
    const failing = measure({ run: () => Promise.reject(new Error('the counts are wrong')) });
    expect(await harness(USUAL_ROWS).result(failing)).toEqual({
      name: 'one',
      goal: 'at most 1',
      measured: 'failed: the counts are wrong',
      met: false,
      runs: [],
      failed: true,
    });
    expect((await harness(USUAL_ROWS).result({ ...failing, goal: null })).met).toBeNull();
  });
});
