import type { Check } from '../bin/arguments.mjs';
import { check } from './commands/check';
import { endWith } from './end-with';

endWith(check(JSON.parse(process.argv[2]!) as Check));
