// The runtime of one function: a process that runs the built bundle. Plain JavaScript, so that it starts without a
// TypeScript loader.
import { createRequire } from 'node:module';
import { metricLines } from './metric-line.mjs';

const { LAMBDA_TASK_ROOT, _HANDLER, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_MEMORY_SIZE, FUNCTION_ARN } =
  process.env;
const [, file, name] = /^(.*)\.([^.]+)$/.exec(String(_HANDLER)) ?? [];

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = /** @type {typeof write} */ (
  (/** @type {any} */ chunk, /** @type {any[]} */ ...rest) =>
    write(typeof chunk === 'string' ? metricLines(chunk) : chunk, ...rest)
);

/** @param {unknown} error */
const described = (error) => ({
  name: error instanceof Error ? error.name : 'Error',
  message: error instanceof Error ? error.message : String(error),
});

/** @param {{ id: string, deadline: number }} invocation */
const contextOf = ({ id, deadline }) => ({
  functionName: AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: FUNCTION_ARN,
  memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  awsRequestId: id,
  logGroupName: `/aws/lambda/${AWS_LAMBDA_FUNCTION_NAME}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  done() {},
  fail() {},
  succeed() {},
});

/** @returns {Function} the bundle's handler, or one that fails as loading it did */
function load() {
  try {
    const handler = createRequire(`${LAMBDA_TASK_ROOT}/`)(`./${file}.js`)[String(name)];
    if (typeof handler === 'function') return handler;
    throw new Error(`${file}.js exports no function ${name}`);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const handler = load();

/** @param {{ id: string, event: unknown, deadline: number }} invocation */
async function run(invocation) {
  try {
    const result = await handler(invocation.event, contextOf(invocation));
    process.send?.({ id: invocation.id, result });
  } catch (error) {
    console.error(error);
    process.send?.({ id: invocation.id, error: described(error) });
  }
}

process.on(
  'message',
  (/** @type {{ id: string, event: unknown, deadline: number }} */ invocation) => void run(invocation),
);

// The embedded cloud has ended, for whatever reason: the function ends too.
process.on('disconnect', () => process.exit());
