import { relative } from 'node:path';
import type { Outcome } from './outcome';

/** The document of `--json`. Paths are relative to the working directory. */
export function jsonDocument(outcomes: readonly Outcome[], durationMs: { start: number; process: number }): object {
  const local = (path: string): string => relative(process.cwd(), path);
  const files = outcomes.map(
    ({ file, fileId, status, asOf, startedAt, finishedAt, counts, failures, rejects, conflicts, emails, refusal }) => ({
      file,
      fileId,
      status,
      asOf,
      startedAt,
      finishedAt,
      counts,
      failures,
      rejects: rejects && local(rejects),
      conflicts: conflicts.map(local),
      emails: emails.map(local),
      refusal,
    }),
  );
  return { files, durationMs };
}
