import { fileDisappeared } from '@customer-files/csv';
import type { Publish } from '@customer-files/event-bus';
import {
  type CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsValidated,
  type FeedSettings,
} from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { PartChanged, seal, sealedParts, type StoredPart, storePart } from '../adapters/part-store';
import { thresholdFault } from '../domain/threshold';
import { judgeFile, type Judgement } from './judge-file';
import { PartQueue } from './part-queue';
import { type Result, Results } from '../adapters/results';

/** What validation needs of the world. */
export interface ValidationEffects {
  store: ObjectStore;
  publish: Publish;
  workBucket: string;
  /** Rows of a full part, where it is not to be the usual number. */
  partRows?: number;
}

/**
 * Judges a received file, or finds that it was judged already and says the same again. What was published to its end is
 * not published again: a replay would have it archived anew.
 */
export async function validateFile(received: CustomerFileReceived, effects: ValidationEffects): Promise<void> {
  const { store, publish, workBucket } = effects;
  const { fileId } = received;
  const results = new Results(store, workBucket);
  const [published, known] = await Promise.all([results.wasPublished(fileId), results.find(fileId)]);
  if (published) return;
  if (known) await publish([...known.parts, known.ending]);
  else await judgeAndPublish(received, effects, results);
  await results.markPublished(fileId);
}

async function judgeAndPublish(
  received: CustomerFileReceived,
  effects: ValidationEffects,
  results: Results,
): Promise<void> {
  const { store, publish, workBucket, partRows } = effects;
  const { fileId, settings } = received;
  const atOnce = settings.maxRejects === null;
  const announcement = (part: StoredPart): CustomerRowsValidated =>
    Object.assign(new CustomerRowsValidated(), { fileId, ...part });
  const parts = new PartQueue(
    async (part) =>
      announcement({ part: part.part, rows: part.rows, accepted: await storePart(store, workBucket, fileId, part) }),
    atOnce ? (event) => publish([event]) : null,
  );
  const judged = await judgeFile(received, store, workBucket, parts, partRows);
  const { judgement, announced, said } = atOnce
    ? await closed(fileId, judged, parts.announcements, effects, announcement)
    : allOrNothing(judged, parts.announcements, settings);
  const result = await results.keep(fileId, {
    parts: announced,
    ending: ending(received, judgement, announced.length),
  });
  await publish(said ? [result.ending] : [...result.parts, result.ending]);
}

interface Closed {
  judgement: Judgement;
  announced: CustomerRowsValidated[];
  /** Whether this attempt has published them already. */
  said: boolean;
}

/** With a limit of rejects, nothing of a file is announced that has a fault. */
function allOrNothing(judged: Judgement, parts: CustomerRowsValidated[], { maxRejects }: FeedSettings): Closed {
  const fault = judged.fault ?? thresholdFault(judged.counts, maxRejects);
  return { judgement: { ...judged, fault }, announced: fault ? [] : parts, said: false };
}

/**
 * Without one, parts were announced on the way, and maybe by an earlier attempt too: those of this attempt must be all of
 * them, or, where the file is not there to be read again, those that are stored are what was read.
 */
async function closed(
  fileId: string,
  judged: Judgement,
  parts: CustomerRowsValidated[],
  { store, workBucket }: ValidationEffects,
  announcement: (part: StoredPart) => CustomerRowsValidated,
): Promise<Closed> {
  if (judged.fault?.code !== 'FILE_GONE') {
    const next = parts.length + 1;
    if (!(await seal(store, workBucket, fileId, next))) throw new PartChanged(fileId, next);
    return { judgement: judged, announced: parts, said: true };
  }
  const announced = (await sealedParts(store, workBucket, fileId)).map(announcement);
  const rows = announced.reduce((sum, part) => sum + part.rows, 0);
  const judgement =
    rows === 0 ? judged : { ...judged, counts: { total: rows, valid: rows, invalid: 0 }, fault: fileDisappeared(rows) };
  return { judgement, announced, said: false };
}

function ending(
  received: CustomerFileReceived,
  { counts, failures, rejects, fault }: Judgement,
  parts: number,
): Result['ending'] {
  const { fileId, object, receivedAt, asOf } = received;
  if (!fault) return Object.assign(new CustomerFileValidated(), { fileId, counts, failures, parts, rejects });
  const { code, message, hint } = fault;
  const read = counts.total > 0 ? counts : null;
  return Object.assign(new CustomerFileRefused(), {
    fileId,
    object,
    receivedAt,
    asOf,
    code,
    message,
    hint,
    parts,
    counts: read,
    failures,
    rejects,
  });
}
