import type { CheckCommand } from './command';
import { check } from './commands/check';
import { exitWith } from './exit';

exitWith(check(JSON.parse(process.argv[2]!) as CheckCommand));
