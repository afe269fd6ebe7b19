import { existsSync } from 'node:fs';
import { join } from 'node:path';
import LongestFirst from '../src/test-sequencer.cjs';
import { ROOT } from '../src/paths';

type Tests = Parameters<LongestFirst['sort']>[0];

const { LONGEST } = LongestFirst;

describe('the order of the test files', () => {
  it('lists long test files that exist, each once', () => {
    expect(LONGEST.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(new Set(LONGEST).size).toBe(LONGEST.length);
  });

  it('runs the longest test files first, and then those that Jest chooses', async () => {
    const names = ['libs/csv/test/examine.test.ts', LONGEST[1]!, LONGEST[0]!];
    const tests = names.map((name) => ({
      path: join(ROOT, name),
      context: {
        config: { rootDir: ROOT, id: 'test', cacheDirectory: join(ROOT, 'no-cache'), haste: {} },
        hasteFS: { getSize: () => 0 },
      },
    }));
    const sequencer = new LongestFirst({ contexts: [], globalConfig: {} } as never);
    const sorted = await sequencer.sort(tests as unknown as Tests);
    expect(sorted.map(({ path }) => path)).toEqual(
      [LONGEST[0]!, LONGEST[1]!, names[0]!].map((name) => join(ROOT, name)),
    );
  });
});
