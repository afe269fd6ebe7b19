import type { Asked } from '../bin/arguments.mjs';
import { sql } from './commands/sql';
import { start } from './commands/start';

const asked = JSON.parse(process.argv[2]!) as Asked;

const ran = asked.command === 'start' ? start(asked) : sql(asked);
ran.then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
