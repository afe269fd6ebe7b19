import type { EventBridge } from '../event-bridge';
import { cancelReplay } from './cancel-replay';
import { describeArchive } from './describe-archive';
import { describeReplay } from './describe-replay';
import { listArchives } from './list-archives';
import { listReplays } from './list-replays';
import { putEvents } from './put-events';
import { startReplay } from './start-replay';

export type Action = (bridge: EventBridge, input: object, now: Date) => object | Promise<object>;

/** The actions of EventBridge that the embedded cloud has; buses, rules and archives are made by deploying. */
export const ACTIONS: Record<string, Action> = {
  CancelReplay: cancelReplay,
  DescribeArchive: describeArchive,
  DescribeReplay: describeReplay,
  ListArchives: listArchives,
  ListReplays: listReplays,
  PutEvents: putEvents,
  StartReplay: startReplay,
};
