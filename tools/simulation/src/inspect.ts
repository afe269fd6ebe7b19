import type { CustomerFileProcessed, StoredObject } from '@customer-files/events';
import { fileIdOf } from '../../../services/ingestion/src/domain/file-id';
import { checkConflicts, checkLedger, checkRejects, checkSummary } from './check-file';
import { checkHistory } from './check-history';
import { checkMail, checkStalledMail } from './check-mail';
import { checkMetrics } from './check-metrics';
import { checkTable } from './check-table';
import type { LedgerRow } from './database';
import type { Expectation, OnViolation } from './expectation';
import type { SimulatedFile } from './files';
import { endingOf, endingOfDeleted } from './model';
import type { Simulation } from './simulation';

/** A file that was dropped, and its object in S3. */
export interface DroppedFile {
  file: SimulatedFile;
  object: StoredObject;
  fileId: string;
  /** It was deleted at some time, so it may end as FILE_GONE. */
  mayBeGone: boolean;
}

/** The id that ingestion gives the file of an object. */
export const idOf = ({ bucket, key, versionId }: StoredObject): string =>
  fileIdOf({ bucket: { name: bucket }, object: { key, 'version-id': versionId!, sequencer: versionId! } });

/**
 * Compares the state of a simulation in which nothing is left to do with the model.
 *
 * @returns what is violated, in words
 */
export async function violationsOf(simulation: Simulation, dropped: readonly DroppedFile[]): Promise<string[]> {
  const [table, ledger] = [await simulation.database.table(), await simulation.database.ledger()];
  const expectations: Expectation[] = [];
  const found: string[] = [];
  for (const { file, object, fileId, mayBeGone } of dropped) {
    const onViolation = (text: string): void => void found.push(`${object.key} (${fileId}): ${text}`);
    const summary = theSummary(simulation, fileId, onViolation);
    if (!summary) continue;
    const ofFile = ledger.filter((row) => row.file === fileId);
    const ending =
      mayBeGone && summary.refusal?.code === 'FILE_GONE'
        ? endingOfDeleted(file, simulation.partRows, ofFile.length)
        : endingOf(file, simulation.partRows);
    const expectation = { simulation, fileId, summary, ending, ledger: ofFile, table };
    expectations.push(expectation);
    for (const check of [checkSummary, checkLedger, checkRejects, checkConflicts, checkMail])
      check(expectation, onViolation);
  }
  found.push(
    ...checkTable(expectations, table),
    ...checkHistory(expectations, await simulation.database.history()),
    ...checkMetrics(simulation, expectations),
    ...checkNothingLeft(simulation, dropped, ledger),
    ...simulation.leases.violations(),
  );
  return found;
}

/**
 * What has to be true after the schedules have run, before anybody sends dead letters again: each part in the ledger is
 * published, and each file has ended, or is reported as stalled, or has a dead letter, whose alarm an operator gets.
 */
export async function violationsUnattended(simulation: Simulation, dropped: readonly DroppedFile[]): Promise<string[]> {
  const found = (await simulation.database.ledger())
    .filter(({ published }) => !published)
    .map(({ file, part }) => `part ${part} of ${file} is in the table and was not published`);
  for (const { object, fileId } of dropped) {
    const onViolation: OnViolation = (text) => found.push(`${object.key} (${fileId}): ${text}`);
    checkStalledMail(simulation, fileId, onViolation);
    if (summariesOf(simulation, fileId).length > 0) continue;
    const isReported = simulation.mailbox.of('stalled').some((email) => email.fileId === fileId);
    if (isOpen(simulation, fileId) && !isReported) onViolation('is open, and was not reported as stalled');
    if (!isReported && !hasDeadLetter(simulation, object, fileId)) onViolation('has stopped, and nobody knows');
  }
  return found;
}

const summariesOf = ({ bus }: Simulation, fileId: string): CustomerFileProcessed[] =>
  bus.archive
    .filter((event) => event['detail-type'] === 'CustomerFileProcessed' && event.detail.fileId === fileId)
    .map(({ detail }) => detail as unknown as CustomerFileProcessed);

/** Notification's marker of a file that has not ended. */
const isOpen = (simulation: Simulation, fileId: string): boolean =>
  simulation.objects.get(simulation.bucketOf('notification'), `open/${fileId}`) !== null;

function hasDeadLetter({ queues }: Simulation, { key, versionId }: StoredObject, fileId: string): boolean {
  const isAbout = (body: string): boolean =>
    body.includes(fileId) || (body.includes(JSON.stringify(key)) && body.includes(JSON.stringify(versionId)));
  return Object.values(queues).some(({ dead }) => dead.some(({ body }) => isAbout(body)));
}

/** The one CustomerFileProcessed of a file; it may have been published again. */
function theSummary(simulation: Simulation, fileId: string, onViolation: OnViolation): CustomerFileProcessed | null {
  const summaries = summariesOf(simulation, fileId);
  const identities = new Set(
    summaries.map(({ status, counts, failures, rejects, conflicts, refusal, finishedAt }) =>
      JSON.stringify({ status, counts, failures, rejects, conflicts, refusal, finishedAt }),
    ),
  );
  if (identities.size !== 1) onViolation(`${identities.size} CustomerFileProcessed: ${[...identities].join(' | ')}`);
  return summaries.at(-1) ?? null;
}

/** No message, dead letter, invocation or open file is left, and no part of an unknown file was loaded. */
function checkNothingLeft(
  simulation: Simulation,
  dropped: readonly DroppedFile[],
  ledger: readonly LedgerRow[],
): string[] {
  const left = Object.values(simulation.queues).filter(
    ({ messages, dead, running }) => messages.size + dead.length + running > 0,
  );
  const open = simulation.hasSchedules ? dropped.filter(({ fileId }) => isOpen(simulation, fileId)) : [];
  const ids = new Set(dropped.map(({ fileId }) => fileId));
  return [
    ...left.map(
      ({ name, messages, dead, running }) =>
        `${name}: ${messages.size} messages, ${dead.length} dead letters and ${running} invocations are left`,
    ),
    ...open.map(({ fileId }) => `${fileId} is still marked as open`),
    ...ledger.filter(({ file }) => !ids.has(file)).map(({ file }) => `a part of the unknown file ${file} was loaded`),
  ];
}
