#!/usr/bin/env node
// `npm test`: installs the dependencies where they are missing, and runs all checks and tests (src/test-runner.ts).
import { install } from './install.mjs';
import { spawnTests } from './spawn-runtime.mjs';

try {
  await install();
  process.exitCode = await spawnTests(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
