// Prints how many milliseconds a function's bundle takes to load in a process that has loaded nothing else. Its environment says
// which, as it does for the runtime.
import { createRequire } from 'node:module';

const { LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const require = createRequire(`${LAMBDA_TASK_ROOT}/`);
const from = performance.now();
require(`./${String(_HANDLER).replace(/\.[^.]+$/, '')}.js`);
process.stdout.write(String(performance.now() - from));
process.exit();
