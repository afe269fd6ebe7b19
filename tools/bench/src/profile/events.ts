import { CustomerRowsPersisted, restore } from '@customer-files/events';
import { functionOf } from '../../../cli/src/consumers';
import { STAGE } from '../../../cli/src/local-deployment';
import { publisher } from '../world/published';
import type { World } from '../world/world';

const PATIENCE_SECONDS = 60;
const AGGREGATE = functionOf({ service: 'notification', name: 'aggregate' }, STAGE);

/**
 * Seconds from PutEvents to the end of the invocation that an event causes, event by event, for as many as a file has. They are of a
 * file that has ended, so that its consumer has next to nothing to do.
 *
 * @param persisted details of its CustomerRowsPersisted
 * @param events how many a file has in all
 */
export async function eventSeconds(
  world: World,
  persisted: readonly Record<string, unknown>[],
  events: number,
): Promise<number> {
  const publish = await publisher(world.cloud, 'persistence');
  const from = performance.now();
  for (let event = 0; event < events; event++) {
    const handled = world.cloudEvents.until(
      (event) => event.type === 'invocation' && event.function === AGGREGATE,
      PATIENCE_SECONDS,
      'the end of an invocation',
    );
    await publish([restore(CustomerRowsPersisted, persisted[event % persisted.length]!)]);
    await handled;
  }
  return (performance.now() - from) / 1000;
}
