import { relative } from 'node:path';
import type { CustomerFileProcessed } from '@customer-files/events';
import type { Exported } from '../results';

/** A file that has ended, with its results. */
export interface Ended {
  file: string;
  summary: CustomerFileProcessed;
  exported: Exported;
}

/** The document of `--json` (SPEC section 8). Paths are relative to the working directory. */
export function jsonDocument(ended: readonly Ended[], durationMs: { start: number; process: number }): object {
  const local = (path: string): string => relative(process.cwd(), path);
  const files = ended.map(({ file, summary: { fileId, status, asOf, startedAt, finishedAt, counts, failures, refusal }, exported }) => ({
    file, fileId, status, asOf, startedAt, finishedAt, counts, failures,
    rejects: exported.rejects && local(exported.rejects),
    conflicts: exported.conflicts.map(local),
    emails: exported.emails.map(local),
    refusal,
  }));
  return { files, durationMs };
}
