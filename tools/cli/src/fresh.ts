import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '@customer-files/local-cloud';

/** Forgets the earlier state; the packages are no state. Throws where an embedded cloud is using it. */
export function forgetState(state: string): void {
  if (!existsSync(state)) return;
  const running = isRunning(state);
  if (running)
    throw new Error(
      `the embedded cloud is running (process ${running}) and uses ${state}: end it first (Ctrl-C where it was started), or leave out --fresh`,
    );
  for (const name of readdirSync(state))
    if (name !== 'packages') rmSync(join(state, name), { recursive: true, force: true });
}
