const Sequencer = require('@jest/test-sequencer').default;
const path = require('node:path');

/**
 * The longest test files, the longest first (5 seconds and more when each ran alone). Jest orders files by their duration in
 * earlier runs; a fresh clone has none, and a long file that starts last leaves all other cores idle.
 */
const LONGEST = [
  'tools/cli/test/deploy/deploy.test.ts',
  'tools/cli/test/replay.test.ts',
  'tools/cli/test/end-to-end/samples.test.ts',
  'tools/cli/test/end-to-end/runs.test.ts',
  'tools/cli/test/fault-injection.test.ts',
  'tools/cli/test/permissions/permissions.test.ts',
  'tools/cli/test/watching.test.ts',
  'tools/simulation/test/crowds.test.ts',
  'tools/simulation/test/random-faults-2.test.ts',
  'tools/simulation/test/schedule-steps.test.ts',
  'services/validation/test/bombs.test.ts',
  'tools/simulation/test/random-faults-1.test.ts',
  'tools/simulation/test/steps.test.ts',
  'tools/simulation/test/duplicates.test.ts',
  'tools/simulation/test/orders-2.test.ts',
  'services/validation/test/duplicates.test.ts',
  'tools/simulation/test/orders-1.test.ts',
  'tools/cli/test/deploy/resolve.test.ts',
  'tools/local-cloud/test/postgres/killed.test.ts',
  'tools/local-cloud/test/faults/faults.test.ts',
  'tools/simulation/test/replay.test.ts',
  'services/persistence/test/persist-part.test.ts',
  'services/persistence/test/tls.test.ts',
  'services/validation/test/agreement.test.ts',
  'tools/cli/test/check.test.ts',
  'tools/cli/test/remove/stage-buckets.test.ts',
  'tools/local-cloud/test/lambda/batches.test.ts',
];

/** Runs the longest files first, and the others as Jest would. */
class LongestFirst extends Sequencer {
  static LONGEST = LONGEST;

  /** @typedef {Parameters<import('@jest/test-sequencer').default['sort']>[0][number]} Test */

  /** @param {Test[]} tests @returns {Promise<Test[]>} @override */
  async sort(tests) {
    /** @param {Test} test */
    const rank = ({ path: file, context }) => {
      const index = LONGEST.indexOf(path.relative(context.config.rootDir, file).replaceAll('\\', '/'));
      return index < 0 ? LONGEST.length : index;
    };
    const sorted = await super.sort(tests);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

module.exports = LongestFirst;
