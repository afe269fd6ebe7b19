import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;
const TIMEOUT_MS = 40_000;

/**
 * Polls until the answer is neither null nor false, and returns it.
 *
 * @throws Error with the source of the question after 40 seconds
 */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined)
      return answer as NonNullable<Exclude<Answer, false>>;
    if (Date.now() > deadline) throw new Error(`no answer within ${TIMEOUT_MS / 1000} s: ${String(ask)}`);
    await delay(POLL_MS);
  }
}
