import type { EventBridge } from '../event-bridge';
import { type ListInput, pageOf } from './listing';
import { replaySummary } from './replay-summary';

const STATES = ['CANCELLED', 'CANCELLING', 'COMPLETED', 'FAILED', 'RUNNING', 'STARTING'];

/** ListReplays. Throws `ValidationException`. */
export function listReplays(bridge: EventBridge, input: ListInput): object {
  const items = bridge.replays.all().map((replay) => ({
    replay,
    name: replay.request.name,
    eventSourceArn: replay.request.archiveArn,
    state: replay.state,
  }));
  const { page, ...more } = pageOf('ListReplays', items, input, STATES);
  return { Replays: page.map(({ replay }) => replaySummary(replay)), ...more };
}
