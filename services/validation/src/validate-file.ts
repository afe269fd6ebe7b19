import type { Publish } from '@customer-files/event-bus';
import { type CustomerFileReceived, CustomerFileRefused, CustomerFileValidated, CustomerRowsValidated } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { storePart } from './adapters/part-store';
import { thresholdFault } from './domain/threshold';
import { judgeFile, type Judgement } from './judge-file';
import { PartQueue } from './part-queue';
import { type Result, Results } from './result';

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
  if (await results.wasPublished(fileId)) return;
  const known = await results.find(fileId);
  if (known) await publish([...known.parts, known.ending]);
  else await judgeAndPublish(received, effects, results);
  await results.markPublished(fileId);
}

async function judgeAndPublish(received: CustomerFileReceived, { store, publish, workBucket, partRows }: ValidationEffects, results: Results): Promise<void> {
  const { fileId, settings } = received;
  const atOnce = settings.maxRejects === null;
  const parts = new PartQueue(
    async (part) => Object.assign(new CustomerRowsValidated(), { fileId, part: part.part, rows: part.rows, accepted: await storePart(store, workBucket, fileId, part) }),
    atOnce ? (event) => publish([event]) : null,
  );
  const judged = await judgeFile(received, store, workBucket, parts, partRows);
  const judgement = { ...judged, fault: judged.fault ?? thresholdFault(judged.counts, settings.maxRejects) };
  // With a limit of rejects it is all or nothing, whatever the fault.
  const announced = atOnce || !judgement.fault ? parts.announcements : [];
  const result = await results.keep(fileId, { parts: announced, ending: ending(received, judgement, announced.length) });
  await publish(atOnce ? [result.ending] : [...result.parts, result.ending]);
}

function ending(received: CustomerFileReceived, { counts, failures, rejects, fault }: Judgement, parts: number): Result['ending'] {
  const { fileId, object, receivedAt, asOf } = received;
  if (!fault) return Object.assign(new CustomerFileValidated(), { fileId, counts, failures, parts, rejects });
  const { code, message, hint } = fault;
  const read = counts.total > 0 ? counts : null;
  return Object.assign(new CustomerFileRefused(), { fileId, object, receivedAt, asOf, code, message, hint, parts, counts: read, failures, rejects });
}
