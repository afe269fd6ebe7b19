import { isDeepStrictEqual } from 'node:util';
import type { CustomerFileProcessed, StoredObject } from '@customer-files/events';
import { fileIdOf } from '../../../services/ingestion/src/domain/file-id';
import { checkConflicts, checkLedger, checkRejects } from './check-file';
import { checkTable } from './check-table';
import type { LedgerRow } from './database';
import type { SoakFile } from './files';
import type { Known } from './expectation';
import { endingOf, endingOfGone } from './model';
import type { World } from './simulation';

/** A file that was dropped, and what S3 calls it. */
export interface Dropped {
  file: SoakFile;
  object: StoredObject;
  /** It was deleted at some time, so it may have been refused as gone. */
  mayBeGone: boolean;
}

export function idOf({ bucket, key, versionId, etag, bytes }: StoredObject): string {
  return fileIdOf({
    bucket: { name: bucket },
    object: { key, size: bytes, etag, 'version-id': versionId!, sequencer: versionId! },
  });
}

/** Compares the state of a world that has come to rest with the model. Returns what is violated, in words. */
export async function violationsOf(world: World, dropped: readonly Dropped[]): Promise<string[]> {
  const [table, ledger] = [await world.database.table(), await world.database.ledger()];
  const known: Known[] = [];
  const found: string[] = [];
  for (const one of dropped) {
    const fileId = idOf(one.object);
    const told = (text: string): void => void found.push(`${one.object.key} (${fileId}): ${text}`);
    const summary = theSummary(world, fileId, told);
    if (!summary) continue;
    const mine = ledger.filter(({ file }) => file === fileId);
    const ending =
      one.mayBeGone && summary.refusal?.code === 'FILE_GONE'
        ? endingOfGone(one.file, world.partRows, mine.length)
        : endingOf(one.file, world.partRows);
    const all = { world, fileId, summary, ending, ledger: mine, table };
    known.push(all);
    for (const check of [checkSummary, checkLedger, checkRejects, checkConflicts, checkMail]) check(all, told);
  }
  found.push(...checkTable(known, table), ...checkQuiet(world, dropped, ledger));
  return found;
}

/** The one identity of the file's CustomerFileProcessed; it may have been published again. */
function theSummary({ bus }: World, fileId: string, told: (text: string) => void): CustomerFileProcessed | null {
  const events = bus.archive.filter(
    (event) => event['detail-type'] === 'CustomerFileProcessed' && event.detail.fileId === fileId,
  );
  const summaries = events.map(({ detail }) => detail as unknown as CustomerFileProcessed);
  const identities = new Set(
    summaries.map(({ status, counts, failures, rejects, conflicts, refusal, finishedAt }) =>
      JSON.stringify({ status, counts, failures, rejects, conflicts, refusal, finishedAt }),
    ),
  );
  if (identities.size !== 1) told(`${identities.size} CustomerFileProcessed: ${[...identities].join(' | ')}`);
  return summaries.at(-1) ?? null;
}

function checkSummary({ summary, ending, table, ledger, fileId }: Known, told: (text: string) => void): void {
  const sum = (of: 'unchanged' | 'conflicting'): number => ledger.reduce((total, row) => total + row[of], 0);
  const inserted = table.filter(({ file }) => file === fileId).length;
  const counts = ending.counts && {
    ...ending.counts,
    inserted,
    unchanged: sum('unchanged'),
    conflicting: sum('conflicting'),
  };
  const expected = { status: ending.status, code: ending.code, counts, failures: ending.failures };
  const is = {
    status: summary.status,
    code: summary.refusal?.code ?? null,
    counts: summary.counts,
    failures: summary.failures,
  };
  if (!isDeepStrictEqual(is, expected))
    told(`the summary says ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`);
}

/** One e-mail; one more only for each time that its record was lost, and then it says so. */
function checkMail({ world, fileId }: Known, told: (text: string) => void): void {
  const mails = world.mailbox.sent.filter((mail) => mail.fileId === fileId);
  const most = 1 + (world.mailsUnrecorded.get(fileId) ?? 0);
  if (mails.length < 1 || mails.length > most) told(`${mails.length} e-mails, and ${most} at the most would be right`);
  for (const { subject } of mails.slice(1))
    if (!subject.startsWith('[possibly repeated]')) told(`a second e-mail does not say so: ${subject}`);
}

/** Nothing is left under way, and nothing was loaded that nobody dropped. */
function checkQuiet({ queues }: World, dropped: readonly Dropped[], ledger: readonly LedgerRow[]): string[] {
  const ids = new Set(dropped.map(({ object }) => idOf(object)));
  const left = Object.values(queues).filter(({ messages, dead, atWork }) => messages.size + dead.length + atWork > 0);
  return [
    ...left.map(
      ({ name, messages, dead, atWork }) =>
        `${name}: ${messages.size} messages, ${dead.length} dead letters and ${atWork} invocations are left`,
    ),
    ...ledger.filter(({ file }) => !ids.has(file)).map(({ file }) => `a part of the unknown file ${file} was loaded`),
  ];
}
