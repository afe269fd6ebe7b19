import type { FaultKind } from './mean/odds';

/** What clients of the embedded cloud are told of, as it happens. */
export type Happening =
  | { type: 'event'; bus: string; event: EventEnvelope }
  | { type: 'invocation'; function: string; ok: boolean; ms: number; error?: { name: string; message: string } }
  | { type: 'dead-letter'; queue: string; function: string; reason: string; body: string }
  | { type: 'deployed'; service: string }
  /** Of a mean cloud: something was made to go wrong. */
  | { type: 'fault'; kind: FaultKind }
  | { type: 'ping' };

/** An EventBridge event as targets get it. */
export interface EventEnvelope {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  /** Only where the event comes from a replay. */
  'replay-name'?: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export type Tell = (happening: Happening) => void;
