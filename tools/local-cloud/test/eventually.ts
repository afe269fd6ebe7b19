import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;
const PATIENCE_MS = 40_000;

/** Waits for a fact: resolves with the first answer that is neither null nor false. Rejects, naming the question, where it never comes. */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined)
      return answer as NonNullable<Exclude<Answer, false>>;
    if (Date.now() > deadline) throw new Error(`it did not come to pass in ${PATIENCE_MS / 1000} s: ${String(ask)}`);
    await delay(POLL_MS);
  }
}
