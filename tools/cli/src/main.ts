import type { DeadLetters, Replay, Sql, Start } from '../bin/arguments.mjs';
import { endWith } from './end-with';

type Asked = Start | Sql | Replay | DeadLetters;

/** Loads no more than the command needs. */
async function run(asked: Asked): Promise<number> {
  if (asked.command === 'start') return (await import('./commands/start')).start(asked);
  if (asked.command === 'replay') return (await import('./commands/replay')).replay(asked);
  if (asked.command === 'dead-letters') return (await import('./commands/dead-letters')).deadLetters(asked);
  return (await import('./commands/sql')).sql(asked);
}

endWith(run(JSON.parse(process.argv[2]!) as Asked));
