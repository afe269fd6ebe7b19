import type { Publish } from '@customer-files/event-bus';
import { type OwedPart, oldestOwed } from '../adapters/owed-parts';
import { PartLedger } from '../adapters/part-ledger.entity';
import { attempts, type DatabaseEffects, WORTHWHILE_MS } from './attempts';
import { owedBefore } from '../domain/owed';
import type { DataSource } from 'typeorm';

/** What the sweep needs of the world. */
export interface RelayEffects extends DatabaseEffects {
  publish: Publish;
}

/** Parts of one transaction; few, because it is open while they are published. */
export const BATCH = 20;

/** Some parts could not be published; the next sweep begins with them. */
class RelayFailed extends Error {
  override readonly name = 'RelayFailed';
  readonly code = 'RELAY_FAILED';

  constructor(
    readonly failed: number,
    readonly published: number,
    first: unknown,
  ) {
    super(`${failed} parts could not be published, ${published} were: ${(first as Error).message}`, { cause: first });
  }
}

interface Swept {
  last: OwedPart | null;
  published: number;
  failures: unknown[];
}

/**
 * Publishes what was committed and never marked as published: a part whose messages all died between the two. The oldest
 * first, as far as the time of the function goes. Returns how many. Throws {@link RelayFailed} at the end where some were not taken.
 */
export async function relayOutbox(effects: RelayEffects): Promise<number> {
  const before = owedBefore(effects.now());
  let published = 0;
  const failures: unknown[] = [];
  for (let last: OwedPart | null = null; effects.remainingMs() >= WORTHWHILE_MS;) {
    const swept: Swept = await attempts(effects, (source) => sweepBatch(source, before, last, effects));
    published += swept.published;
    failures.push(...swept.failures);
    last = swept.last;
    // Where the bus takes nothing, it takes no more of the next batch.
    if (!last || swept.published === 0) break;
  }
  if (failures.length > 0) throw new RelayFailed(failures.length, published, failures[0]);
  return published;
}

/** One by one, so that a part that cannot be published holds up no other. */
async function sweepBatch(
  source: DataSource,
  before: Date,
  after: OwedPart | null,
  { publish, now }: RelayEffects,
): Promise<Swept> {
  return source.transaction(async (manager) => {
    const owed = await oldestOwed(manager, before, after, BATCH);
    const ends = await Promise.allSettled(owed.map(({ event }) => publish([event])));
    const taken = owed
      .filter((_, i) => ends[i]!.status === 'fulfilled')
      .map(({ event: { fileId, part } }) => ({ file_id: fileId, part }));
    if (taken.length > 0) await manager.getRepository(PartLedger).update(taken, { published_at: now() });
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    return { last: owed.at(-1) ?? null, published: taken.length, failures };
  });
}
