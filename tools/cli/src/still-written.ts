import { statSync } from 'node:fs';
import { basename } from 'node:path';

/** What changes when a file is written to. */
export interface Fingerprint {
  size: number;
  mtimeMs: number;
}

export function fingerprintOf(file: string): Fingerprint {
  const { size, mtimeMs } = statSync(file);
  return { size, mtimeMs };
}

/** Whether a file was written to since then. */
export function hasChanged(file: string, before: Fingerprint): boolean {
  const { size, mtimeMs } = fingerprintOf(file);
  return size !== before.size || mtimeMs !== before.mtimeMs;
}

export const changedMessage = (file: string): string =>
  `${basename(file)} was changed while it was read: what was read may be cut off; give it again when it is whole`;
