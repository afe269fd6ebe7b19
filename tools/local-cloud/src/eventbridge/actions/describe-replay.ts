import { replayArn } from '../../account';
import type { EventBridge } from '../event-bridge';
import { nameFrom, seconds } from './invalid';

/**
 * DescribeReplay. Omits what is not known yet.
 *
 * @throws AwsError ResourceNotFoundException
 */
export function describeReplay(bridge: EventBridge, { ReplayName }: { ReplayName?: string }): object {
  const { request, state, reason, started, ended, lastReplayed } = bridge.replays.get(
    nameFrom('replayName', ReplayName),
  );
  return {
    ReplayName: request.name,
    ReplayArn: replayArn(request.name),
    Description: request.description,
    EventSourceArn: request.archiveArn,
    Destination: { Arn: request.busArn, FilterArns: request.ruleArns },
    State: state,
    StateReason: reason,
    EventStartTime: seconds(request.from),
    EventEndTime: seconds(request.to),
    EventLastReplayedTime: seconds(lastReplayed),
    ReplayStartTime: seconds(started),
    ReplayEndTime: seconds(ended),
  };
}
