import { fileDisappeared } from '@customer-files/csv';
import type { Publish } from '@customer-files/event-bus';
import { type Folder, requireWithin } from '@customer-files/event-handler';
import {
  create,
  type CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsValidated,
  type FeedSettings,
} from '@customer-files/events';
import { PartChanged, PartStore, type StoredPart } from '../adapters/part-store';
import { Results, type ValidationResult } from '../adapters/results';
import { tooManyRejects } from '../domain/file-faults';
import { PartQueue } from './part-queue';
import { type PassEffects, type PassResult, readAndValidate } from './read-and-validate';

/** What validation uses of its environment. */
export interface ValidationEffects extends PassEffects {
  publish: Publish;
  /** Where customer files are; an event that names another object is refused. */
  incoming: Folder;
}

/**
 * Validates a received file, and publishes an event for each part of its accepted rows and one that ends the file.
 *
 * Deliveries are repeated, and attempts crash or overlap; yet all attempts at a file publish the same events:
 *
 * 1. A part follows from the object and its event alone, and is stored with `If-None-Match`: an attempt that finds other
 *    bytes under its key ends with `PartChanged`.
 * 2. A part is published only after it and all parts before it are stored, so every published part is a stored part.
 * 3. The end marker, stored with `If-None-Match` at the key after the last part, fixes how many parts there are.
 * 4. The first stored result counts: a later attempt publishes it, and validates nothing.
 * 5. The published marker follows the last event: an attempt that finds it, as a replay does, publishes nothing.
 *
 * @throws EventRefused where the event names an object that is not a customer file's
 * @throws PartChanged where another attempt stored other parts; and what a retry may cure
 */
export async function validateFile(received: CustomerFileReceived, effects: ValidationEffects): Promise<void> {
  const { store, publish, workBucket, incoming } = effects;
  const { fileId, object } = received;
  const results = new Results(store, workBucket);
  const [alreadyPublished, known] = await Promise.all([results.wasPublished(fileId), results.find(fileId)]);
  if (alreadyPublished) return;
  if (known) await publish([...known.parts, known.ending]);
  else {
    requireWithin('object', object, incoming);
    await validateAndPublish(received, effects, results);
  }
  await results.markPublished(fileId);
}

/** What becomes of a file, and of which parts. */
interface ValidationOutcome extends PassResult {
  parts: readonly StoredPart[];
  /** Whether this attempt has published the parts already. */
  partsPublished: boolean;
}

async function validateAndPublish(
  received: CustomerFileReceived,
  effects: ValidationEffects,
  results: Results,
): Promise<void> {
  const { store, publish, workBucket } = effects;
  const { fileId, settings } = received;
  const parts = new PartStore(store, workBucket, fileId);
  const whileReading = settings.maxRejects === null;
  const queue = new PartQueue(parts, async (part) => {
    if (whileReading) await publish([partEvent(fileId, part)]);
  });
  const pass = await readAndValidate(received, effects, queue);
  const outcome = whileReading
    ? await finalizePublishedParts(fileId, pass, queue.stored, parts)
    : finalizeAllOrNothing(pass, queue.stored, settings.maxRejects);
  const result = await results.keep(fileId, {
    parts: outcome.parts.map((part) => partEvent(fileId, part)),
    ending: endingEvent(received, outcome),
  });
  await publish(outcome.partsPublished ? [result.ending] : [...result.parts, result.ending]);
}

/** With `maxRejects`, no part is published before the whole file was read, and none of a file that has a fault. */
function finalizeAllOrNothing(
  pass: PassResult,
  parts: readonly StoredPart[],
  maxRejects: FeedSettings['maxRejects'],
): ValidationOutcome {
  const fault = pass.fault ?? tooManyRejects(pass.counts, maxRejects);
  return { ...pass, fault, parts: fault ? [] : parts, partsPublished: false };
}

/**
 * Without `maxRejects`, parts are published while the file is read, and an earlier attempt may have published some too. This
 * attempt must have produced all stored parts; where the source was deleted, the stored parts are what counts.
 */
async function finalizePublishedParts(
  fileId: string,
  pass: PassResult,
  parts: readonly StoredPart[],
  store: PartStore,
): Promise<ValidationOutcome> {
  if (pass.fault?.code === 'FILE_GONE') return finalizeWithoutSource(pass, await store.listStoredParts());
  const afterLast = parts.length + 1;
  if (!(await store.writeEndMarker(afterLast))) throw new PartChanged(fileId, afterLast);
  return { ...pass, parts, partsPublished: true };
}

/** The rows of earlier attempts' parts are all that is known of a file that cannot be read any more. */
function finalizeWithoutSource(pass: PassResult, parts: readonly StoredPart[]): ValidationOutcome {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (rows === 0) return { ...pass, parts, partsPublished: false };
  const counts = { total: rows, valid: rows, invalid: 0 };
  return { ...pass, counts, fault: fileDisappeared(rows), parts, partsPublished: false };
}

function partEvent(fileId: string, part: StoredPart): CustomerRowsValidated {
  return create(CustomerRowsValidated, { fileId, ...part });
}

function endingEvent(received: CustomerFileReceived, outcome: ValidationOutcome): ValidationResult['ending'] {
  const { fileId, object, receivedAt, asOf } = received;
  const { counts, failures, rejects, fault, parts } = outcome;
  const notices = [...received.notices, ...outcome.notices];
  if (!fault) return create(CustomerFileValidated, { fileId, counts, failures, parts: parts.length, rejects, notices });
  const { code, message, hint } = fault;
  return create(CustomerFileRefused, {
    fileId,
    object,
    receivedAt,
    asOf,
    code,
    message,
    hint,
    parts: parts.length,
    counts: counts.total > 0 ? counts : null,
    failures,
    rejects,
    notices,
  });
}
