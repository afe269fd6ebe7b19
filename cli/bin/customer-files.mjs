#!/usr/bin/env node
// The program. It begins on whatever Node.js the machine has: it checks what it was asked, installs what is missing, and
// hands over to the Node.js of the runtime, which comes with the dependencies.
import { readArguments, UsageError } from './arguments.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';

/** EX_USAGE of sysexits.h. */
const USAGE = 64;

try {
  const asked = readArguments(process.argv.slice(2));
  if ('help' in asked) {
    process.stdout.write(asked.help);
  } else {
    await install();
    process.exitCode = await handOver(asked);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? USAGE : 1;
}
