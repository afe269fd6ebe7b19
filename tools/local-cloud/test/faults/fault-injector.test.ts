import { FAULT_RATES, type FaultKind } from '../../src/faults/fault-profile';
import { injectorWith, only } from './only';

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const kinds = Object.keys(FAULT_RATES) as FaultKind[];
const drawsOf = (seed: number): boolean[] => {
  const { injector } = injectorWith({ seed });
  return Array.from({ length: 200 }, (_, i) => injector.shouldInject(kinds[i % kinds.length]!));
};

describe('the fault injector', () => {
  it('the fault injector draws the same faults for the same seed, and others for another seed', () => {
    expect(drawsOf(7)).toEqual(drawsOf(7));
    expect(drawsOf(7)).not.toEqual(drawsOf(8));
    expect(new Set(drawsOf(7)).size).toBe(2);
  });

  it('the fault injector draws whole numbers below a limit, and each of them', () => {
    const { injector } = injectorWith({ seed: 7 });
    const drawn = Array.from({ length: 200 }, () => injector.below(3));
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2]));
  });

  it('the fault injector reports each fault to the clients', () => {
    const { injector, events } = injectorWith(only('killed'));
    expect(injector.shouldInject('killed')).toBe(true);
    expect(injector.shouldInject('reset')).toBe(false);
    expect(events).toEqual([{ type: 'fault', kind: 'killed' }]);
  });

  it('the fault injector prints its seed', () => {
    injectorWith(only('killed'));
    expect(console.error).toHaveBeenCalledWith('fault injection: seed 1');
  });

  it('the fault injector injects and reports nothing without a profile', () => {
    const { injector, events } = injectorWith(only('killed'));
    injector.configure(null);
    expect(kinds.some((kind) => injector.shouldInject(kind))).toBe(false);
    expect(events).toEqual([]);
  });
});
