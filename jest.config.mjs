import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: ['**/test/**/*.test.ts'],
  // One more than cores, because the tests of the program and the embedded cloud often wait. Jest's default leaves a core idle.
  maxWorkers: availableParallelism() + 1,
  // Against a test that hangs; Jest's 5 s are short for a process that starts while all cores are busy.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tools/cli/src/test-sequencer.cjs',
  // TypeScript 7 has no JS API for ts-jest; middy 7 is ESM only, so it is transformed as well.
  transform: { '^.+\\.m?[jt]s$': ['@swc/jest', { module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/(?!@middy/)'],
  moduleNameMapper: { '^@middy/([a-z0-9-]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/services/.*/\\.(serverless|esbuild)'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.local/'],
};
