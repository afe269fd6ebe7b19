import type { Publish } from '@customer-files/event-bus';
import type { DataSource } from 'typeorm';
import { markWithdrawalPublished, unpublishedWithdrawals } from '../adapters/withdrawals';
import { markPublished, oldestUnpublished, type UnpublishedPart } from '../adapters/part-ledger';
import { relayBefore } from '../domain/unpublished';
import { type DatabaseEffects, MIN_RETRY_BUDGET_MS, withDatabaseRetry } from './database-retry';

/** What the outbox relay needs from outside. */
export interface RelayEffects extends DatabaseEffects {
  publish: Publish;
}

/** Parts of one transaction; few, because it stays open while they are published. */
export const BATCH = 20;

/** Some events could not be published; the next run begins with them. */
class RelayFailed extends Error {
  override readonly name = 'RelayFailed';
  readonly code = 'RELAY_FAILED';

  constructor(
    readonly failed: number,
    readonly published: number,
    first: unknown,
  ) {
    super(
      `${failed} ${failed === 1 ? 'event' : 'events'} could not be published, ${published} were: ${(first as Error).message}`,
      { cause: first },
    );
  }
}

interface RelayedBatch {
  last: UnpublishedPart | null;
  published: number;
  failures: unknown[];
}

/**
 * The outbox relay: publishes the outcome of parts that were loaded and never recorded as published, because every delivery
 * failed between the two. The oldest come first, as far as the time of the invocation goes. It publishes as well that files were
 * withdrawn, where the invocation that did it died before it had published that.
 *
 * @returns how many events were published
 * @throws RelayFailed at the end, where some could not be
 */
export async function relayOutbox(effects: RelayEffects): Promise<number> {
  const before = relayBefore(effects.now());
  let published = 0;
  const failures: unknown[] = [];
  for (let last: UnpublishedPart | null = null; effects.remainingMs() >= MIN_RETRY_BUDGET_MS;) {
    const after = last;
    const batch: RelayedBatch = await withDatabaseRetry(effects, (source) =>
      relayBatch(source, before, after, effects),
    );
    published += batch.published;
    failures.push(...batch.failures);
    last = batch.last;
    if (!last || isBusDown(batch)) break;
  }
  if (effects.remainingMs() >= MIN_RETRY_BUDGET_MS) {
    const withdrawals = await relayWithdrawals(before, effects);
    published += withdrawals.published;
    failures.push(...withdrawals.failures);
  }
  if (failures.length > 0) throw new RelayFailed(failures.length, published, failures[0]);
  return published;
}

/** The bus accepted nothing of the batch, and not because of the events: those of the next would fail as well. */
function isBusDown({ published, failures }: RelayedBatch): boolean {
  return published === 0 && failures.some((failure) => (failure as { code?: unknown }).code !== 'EVENT_INVALID');
}

/** Publishes each part by itself, so that one that cannot be published holds up no other. */
async function relayBatch(
  source: DataSource,
  before: Date,
  after: UnpublishedPart | null,
  { publish, now }: RelayEffects,
): Promise<RelayedBatch> {
  return source.transaction(async (manager) => {
    const parts = await oldestUnpublished(manager, before, after, BATCH);
    const results = await Promise.allSettled(parts.map(({ event }) => publish([event])));
    const published = parts.filter((_, i) => results[i]!.status === 'fulfilled').map(({ event }) => event);
    await markPublished({ manager }, published, now());
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    return { last: parts.at(-1) ?? null, published: published.length, failures };
  });
}

/** Publishes that files were withdrawn; there are few, if any. */
async function relayWithdrawals(
  before: Date,
  effects: RelayEffects,
): Promise<{ published: number; failures: unknown[] }> {
  const events = await withDatabaseRetry(effects, (source) => unpublishedWithdrawals(source, before));
  const failures: unknown[] = [];
  for (const event of events) {
    try {
      await effects.publish([event]);
      await withDatabaseRetry(effects, (source) => markWithdrawalPublished(source, event.fileId, effects.now()));
    } catch (error) {
      failures.push(error);
    }
  }
  return { published: events.length - failures.length, failures };
}
