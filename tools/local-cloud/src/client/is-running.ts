import { join } from 'node:path';
import { holderPid } from '../lifecycle/lock';

/** The process of the embedded cloud that uses a state folder, or null. */
export function isRunning(state: string): number | null {
  return holderPid(join(state, 'cloud.lock'));
}
