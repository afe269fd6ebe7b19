#!/usr/bin/env node
// The program. It starts on the Node.js of the machine (20 or newer), reads the command line, installs the dependencies where they
// are missing, and runs the command on the Node.js of the Lambda runtime, which is one of the dependencies.
import { readArguments } from './arguments.mjs';
import { spawnCommand } from './spawn-runtime.mjs';
import { install } from './install.mjs';
import { ROOT } from './paths.mjs';
import { errorText } from './printable.mjs';
import { UsageError } from './usage-error.mjs';

/** EX_USAGE of sysexits.h. */
const USAGE = 64;

// npm runs a script in the folder of the project. Paths are relative to the folder that npm was called in.
if (process.env.npm_lifecycle_event === process.argv[2] && process.cwd() === ROOT && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);

try {
  const command = readArguments(process.argv.slice(2));
  if ('help' in command) {
    process.stdout.write(command.help);
  } else {
    await install();
    process.exitCode = await spawnCommand(command);
  }
} catch (error) {
  process.stderr.write(errorText(error));
  process.exitCode = error instanceof UsageError ? USAGE : 1;
}
