import { createReadStream, existsSync, type ReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { FeedSettings } from '@customer-files/events';
import { asOfDate } from '@customer-files/ingestion';
import { checkFile, type CheckResult } from '@customer-files/validation';
import { printableJson } from '../../bin/printable.mjs';
import type { CheckCommand } from '../command';
import { feedSettings } from '../feed';
import { Progress } from '../progress';
import { LocalRejectsFile, rejectsPath } from '../local-rejects-file';
import { changedMessage, fingerprintOf, hasChanged } from '../file-changed';
import { jsonDocument, type Outcome, screenSummary } from '../outcome';

/** Exit statuses, the most serious last. */
const STATUS = { allValid: 0, someRejected: 3, refused: 2, broken: 1 };

/** More than a stream's default, because reading is a good part of the work. */
const READ_BYTES = 256 * 1024;

async function validate(file: string, asOf: string, settings: FeedSettings, progress: Progress): Promise<Outcome> {
  const startedAt = new Date().toISOString();
  const before = fingerprintOf(file);
  const { size } = before;
  const rejects = new LocalRejectsFile(file);
  let reading: ReadStream | null = null;
  progress.step(() => `${basename(file)}: ${Math.floor(((reading?.bytesRead ?? 0) / Math.max(1, size)) * 100)} % read`);
  try {
    const open = (): ReadStream => (reading = createReadStream(file, { highWaterMark: READ_BYTES }));
    const checked = await checkFile({ name: file, open, bytes: size }, asOf, settings, rejects.write);
    const outcome = {
      file: basename(file),
      ...outcomeOf(checked),
      asOf,
      startedAt,
      finishedAt: new Date().toISOString(),
      rejects: await rejects.finish(),
    };
    if (rejects.kept)
      progress.say(
        `${basename(rejectsPath(file))} was there already, with other content: it is ${basename(rejects.kept)} now`,
      );
    else if (!outcome.rejects && existsSync(rejectsPath(file)))
      progress.say(`${basename(rejectsPath(file))} is of an earlier check: ${basename(file)} has no rejects now`);
    if (hasChanged(file, before)) progress.say(changedMessage(file));
    return outcome;
  } catch (error) {
    await rejects.abandon();
    throw error;
  }
}

function outcomeOf({
  counts,
  failures,
  fault,
  notices,
}: CheckResult): Omit<Outcome, 'file' | 'asOf' | 'startedAt' | 'finishedAt' | 'rejects'> {
  return {
    fileId: null,
    status: fault ? 'refused' : 'processed',
    counts: counts && { ...counts, inserted: null, unchanged: null, conflicting: null },
    notices: [...notices],
    failures,
    refusal: fault && { code: fault.code, message: fault.message, hint: fault.hint },
    conflicts: [],
    emails: [],
  };
}

function statusOf(outcomes: readonly Outcome[]): number {
  if (outcomes.some(({ status }) => status === 'refused')) return STATUS.refused;
  return outcomes.some(({ counts }) => counts!.invalid > 0) ? STATUS.someRejected : STATUS.allValid;
}

/** `customer-files check`: validates files and loads nothing. Returns the exit status. Throws `SettingsInvalid`. */
export async function check({ files, json, asOf, settings, hint }: CheckCommand): Promise<number> {
  const began = Date.now();
  const feed = feedSettings(settings);
  const day = asOf ?? asOfDate(new Date(), feed.timeZone);
  const progress = new Progress();
  if (hint) progress.say(hint);
  const outcomes: Outcome[] = [];
  let broken = 0;
  for (const file of files) {
    try {
      outcomes.push(await validate(file, day, feed, progress));
    } catch (error) {
      broken++;
      progress.say(`${basename(file)} could not be checked: ${(error as Error).message}`);
    }
  }
  progress.end();
  if (json) process.stdout.write(printableJson(jsonDocument(outcomes, { start: 0, process: Date.now() - began })));
  else process.stdout.write(`${outcomes.map(screenSummary).join('\n')}\n`);
  return broken > 0 ? STATUS.broken : statusOf(outcomes);
}
