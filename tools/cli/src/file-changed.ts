import { statSync } from 'node:fs';
import { basename } from 'node:path';

/** Size and modification time: one of them changes when a file is written to. */
export interface Fingerprint {
  size: number;
  mtimeMs: number;
}

export function fingerprintOf(file: string): Fingerprint {
  const { size, mtimeMs } = statSync(file);
  return { size, mtimeMs };
}

/** True where a file was written to since the fingerprint was taken. */
export function hasChanged(file: string, before: Fingerprint): boolean {
  const { size, mtimeMs } = fingerprintOf(file);
  return size !== before.size || mtimeMs !== before.mtimeMs;
}

export const changedMessage = (file: string): string =>
  `${basename(file)} was changed while it was read: the rows that were read may be incomplete; run this again when the file is complete`;
