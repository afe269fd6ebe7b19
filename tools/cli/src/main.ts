import type { CheckCommand, Command } from './command';
import { exitWith } from './exit';

/** Runs a command; loads no more modules than it needs. `check` has a program of its own (check-main.ts). */
async function run(command: Exclude<Command, CheckCommand>): Promise<number> {
  switch (command.command) {
    case 'start':
      return (await import('./commands/start')).start(command);
    case 'files':
      return (await import('./commands/files')).files(command);
    case 'undo':
      return (await import('./commands/undo')).undo(command);
    case 'sql':
      return (await import('./commands/sql')).sql(command);
    case 'replay':
      return (await import('./commands/replay')).replay(command);
    case 'dead-letters':
      return (await import('./commands/dead-letters')).deadLetters(command);
    case 'smoke':
      return (await import('./commands/smoke')).smoke(command);
    case 'remove':
      return (await import('./commands/remove')).remove(command);
    default:
      return (await import('./commands/deploy')).deploy(command);
  }
}

exitWith(run(JSON.parse(process.argv[2]!) as Exclude<Command, CheckCommand>));
