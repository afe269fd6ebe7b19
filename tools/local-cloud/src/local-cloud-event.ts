import type { FaultKind } from './faults/fault-profile';

/** What a running embedded cloud reports to its clients, as it happens. */
export type LocalCloudEvent =
  /** EventBridge has delivered an event to the targets of all matching rules. */
  | { type: 'event'; bus: string; event: EventEnvelope }
  /** An invocation of a function has ended. */
  | { type: 'invocation'; function: string; ok: boolean; ms: number; error?: { name: string; message: string } }
  /** A message or an event was sent to a dead-letter queue. `function` names the function or the rule. */
  | { type: 'dead-letter'; queue: string; function: string; reason: string; body: string }
  /** A service was deployed, and its content has changed. */
  | { type: 'deployed'; service: string }
  /** Fault injection has caused a fault. */
  | { type: 'fault'; kind: FaultKind }
  /** Heartbeat. */
  | { type: 'ping' };

/** An EventBridge event as targets receive it. */
export interface EventEnvelope {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  /** Only in the events of a replay. */
  'replay-name'?: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** Reports an event to all clients. */
export type Notify = (event: LocalCloudEvent) => void;
