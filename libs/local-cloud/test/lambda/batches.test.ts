import { isAlive, identityOf } from '../../src/lifecycle/process-identity';
import { startTestCloud, type TestCloud } from '../test-cloud';
import { type BatchOptions, deployWithThree, heardBy, heardByTheEnd } from './batch-of-three';

jest.setTimeout(30_000);

let test: TestCloud;
const batches: [name: string, does: string, options?: BatchOptions][] = [];

// Together, so that they wait for their retries together.
beforeAll(async () => {
  test = await startTestCloud();
  await Promise.all(batches.map((batch) => deployWithThree(test, ...batch)));
});
afterAll(() => test?.end());

/** A function that gets three messages as one batch, and does this with its `Records`. */
function batchTo(...batch: (typeof batches)[number]): string {
  batches.push(batch);
  return batch[0];
}

const ONCE = ['a1', 'b1', 'c1'];
const TWICE = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'];

describe('of a batch', () => {
  const well = batchTo('well', 'return { batchItemFailures: [] };');
  it('no message comes back when all went well', async () => {
    expect([await heardByTheEnd(test, well), test.witness.invocationsOf(well)]).toMatchObject([ONCE, [{ ok: true }]]);
  });

  const partial = batchTo('partial', 'return { batchItemFailures: isFirst ? [{ itemIdentifier: Records[1].messageId }] : [] };');
  it('only the message comes back that failed', async () => {
    expect(await heardByTheEnd(test, partial)).toEqual(['a1', 'b1', 'b2', 'c1']);
    const failed = { ok: false, error: { name: 'BatchItemFailures', message: '1 of 3 messages failed' } };
    expect(test.witness.invocationsOf(partial)).toMatchObject([failed, { ok: true }]);
  });

  const throwing = batchTo('throwing', `if (isFirst) throw new TypeError('no luck today');`);
  it('every message comes back when the function throws', async () => {
    expect(await heardByTheEnd(test, throwing)).toEqual(TWICE);
    expect(test.witness.invocationsOf(throwing)[0]?.error).toEqual({ name: 'TypeError', message: 'no luck today' });
  });

  const unnamed = batchTo('unnamed', 'if (isFirst) return { batchItemFailures: [{}] };');
  const foreign = batchTo('foreign', `if (isFirst) return { batchItemFailures: [{ itemIdentifier: 'of another batch' }] };`);
  it.each([unnamed, foreign])('every message comes back after an answer that cannot be understood: %s', async (name) => {
    expect(await heardByTheEnd(test, name)).toEqual(TWICE);
  });

  const ending = batchTo('ending', 'if (isFirst) process.exit(3);');
  it('every message comes back, to a new process, when the function ends its own', async () => {
    expect(await heardByTheEnd(test, ending)).toEqual(TWICE);
    expect(test.witness.invocationsOf(ending)[0]?.error).toEqual({ name: 'Runtime.ExitError', message: 'the process ended (status 3)' });
  });

  const slow = batchTo('slow', 'if (isFirst) for (;;);', { timeout: 1 });
  it('every message comes back from a function that takes too long, which is killed', async () => {
    expect(await heardByTheEnd(test, slow)).toEqual(TWICE);
    expect(test.witness.invocationsOf(slow)[0]?.error).toEqual({ name: 'Sandbox.Timedout', message: 'Task timed out after 1 seconds' });
    const [first, ...later] = [...new Set(heardBy(test, slow).map(({ pid }) => pid))];
    expect([isAlive(identityOf(first!)), later.length]).toEqual([false, 1]);
  });
});
