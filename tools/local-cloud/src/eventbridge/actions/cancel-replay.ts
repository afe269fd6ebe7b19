import { replayArn } from '../../account';
import { AwsError } from '../../aws-error';
import type { EventBridge } from '../event-bridge';
import { nameFrom } from './invalid';

/**
 * CancelReplay.
 *
 * @throws AwsError ResourceNotFoundException, or IllegalStatusException if the replay has ended or is being cancelled
 */
export function cancelReplay(bridge: EventBridge, { ReplayName }: { ReplayName?: string }): object {
  const name = nameFrom('replayName', ReplayName);
  const replay = bridge.replays.get(name);
  if (!replay.cancel())
    throw new AwsError('IllegalStatusException', `Replay ${name} is not in a valid state for this operation.`);
  return { ReplayArn: replayArn(name), State: replay.state };
}
