import type { Sql, Start } from '../bin/arguments.mjs';
import { endWith } from './end-with';

/** Loads no more than the command needs. */
async function run(asked: Start | Sql): Promise<number> {
  if (asked.command === 'start') return (await import('./commands/start')).start(asked);
  return (await import('./commands/sql')).sql(asked);
}

endWith(run(JSON.parse(process.argv[2]!) as Start | Sql));
