import type { FaultKind } from '../../src';
import { ODDS } from '../../src/mean/odds';
import { fateOf, only } from './only';

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const kinds = Object.keys(ODDS) as FaultKind[];
const rowOf = (seed: number): boolean[] => {
  const { fate } = fateOf({ seed });
  return Array.from({ length: 200 }, (_, i) => fate.strikes(kinds[i % kinds.length]!));
};

describe('the fate of a mean cloud', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(rowOf(7)).toEqual(rowOf(7));
    expect(rowOf(7)).not.toEqual(rowOf(8));
    expect(new Set(rowOf(7)).size).toBe(2);
  });

  it('tells each fault, prints its seed, and leaves everything alone in a calm time', () => {
    const { fate, told } = fateOf(only('killed'));
    expect([fate.strikes('killed'), fate.strikes('reset'), told]).toEqual([
      true,
      false,
      [{ type: 'fault', kind: 'killed' }],
    ]);
    expect(console.error).toHaveBeenCalledWith('mean, seed 1');
    fate.set(null);
    expect([kinds.some((kind) => fate.strikes(kind)), told.length]).toEqual([false, 1]);
  });
});
