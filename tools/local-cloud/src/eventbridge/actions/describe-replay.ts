import { replayArn } from '../../account';
import type { EventBridge } from '../event-bridge';
import { nameFrom } from './invalid';
import { replaySummary } from './replay-summary';

/** DescribeReplay. Throws `ResourceNotFoundException`. */
export function describeReplay(bridge: EventBridge, { ReplayName }: { ReplayName?: string }): object {
  const replay = bridge.replays.get(nameFrom('replayName', ReplayName));
  const { name, description, busArn, ruleArns } = replay.request;
  return {
    ...replaySummary(replay),
    ReplayArn: replayArn(name),
    Description: description,
    Destination: { Arn: busArn, FilterArns: ruleArns },
  };
}
