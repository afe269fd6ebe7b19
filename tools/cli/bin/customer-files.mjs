#!/usr/bin/env node
// The program. It begins on whatever Node.js the machine has: it checks what it was asked, installs what is missing, and
// hands over to the Node.js of the runtime, which comes with the dependencies.
import { readArguments, UsageError } from './arguments.mjs';
import { handOver } from './hand-over.mjs';
import { install } from './install.mjs';
import { ROOT } from './places.mjs';

/** EX_USAGE of sysexits.h. */
const USAGE = 64;

// npm runs a script in the project's folder; whoever typed it may stand elsewhere, and means the files there.
if (process.env.npm_lifecycle_event === process.argv[2] && process.cwd() === ROOT && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);

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
