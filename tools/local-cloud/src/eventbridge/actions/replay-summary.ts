import type { Replay } from '../replay/replay';
import { seconds } from './invalid';

/** A replay as ListReplays shows it. What is not known yet is left out. */
export function replaySummary({ request, state, reason, started, ended, lastReplayed }: Replay): object {
  return {
    ReplayName: request.name,
    EventSourceArn: request.archiveArn,
    State: state,
    StateReason: reason,
    EventStartTime: seconds(request.from),
    EventEndTime: seconds(request.to),
    EventLastReplayedTime: seconds(lastReplayed),
    ReplayStartTime: seconds(started),
    ReplayEndTime: seconds(ended),
  };
}
