import type { EventBridge } from '../event-bridge';
import { cancelReplay } from './cancel-replay';
import { describeArchive } from './describe-archive';
import { describeReplay } from './describe-replay';
import { putEvents } from './put-events';
import { startReplay } from './start-replay';

export type Action = (bridge: EventBridge, input: object, now: Date) => object | Promise<object>;

/** The supported actions of EventBridge. Buses, rules and archives are created by deployments. */
export const ACTIONS: Record<string, Action> = {
  CancelReplay: cancelReplay,
  DescribeArchive: describeArchive,
  DescribeReplay: describeReplay,
  PutEvents: putEvents,
  StartReplay: startReplay,
};
