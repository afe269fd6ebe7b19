/**
 * The e-mails that a file can have: how it ended, that it has stalled, that it was undone. And the one of a day about files that were never
 * received: its record is kept like those of a file, under the id `unreceived-<day>`.
 */
export type EmailKind = 'ending' | 'stalled' | 'withdrawn' | 'unreceived';

/** How far an e-mail of a file, and what follows it, has come. Stored as JSON. */
export interface SendRecord {
  /**
   * - `claimed`: an invocation holds the lease and may have sent the e-mail;
   * - `unsent`: no invocation holds the lease, and the last one did not send the e-mail;
   * - `sent`: the e-mail was sent, what follows it is not done yet;
   * - `finished`: all is done.
   */
  state: 'claimed' | 'unsent' | 'sent' | 'finished';
  /** When the record was created: a later attempt reports the same time. */
  foundAt: string;
  /** Until then no other invocation sends. */
  leaseUntil: string;
  /** An earlier attempt that held the lease may have sent the e-mail. */
  possiblyRepeated: boolean;
  /** SES's id of the e-mail, once it was sent. */
  messageId: string | null;
}

/** Whether an invocation holds the lease of an e-mail that is not finished. */
export const isLeased = ({ state, leaseUntil }: SendRecord, now: Date): boolean =>
  state !== 'finished' && state !== 'unsent' && leaseUntil > now.toISOString();

/** The record of an invocation that takes over after the lease: what was sent is not sent again. */
export function takeOver(record: SendRecord, leaseUntil: string): SendRecord {
  if (record.state === 'sent') return { ...record, leaseUntil };
  const possiblyRepeated = record.possiblyRepeated || record.state === 'claimed';
  return { ...record, state: 'claimed', possiblyRepeated, leaseUntil };
}

/** Another invocation holds the lease. If it crashes, the next one after expiry takes over. */
export class LeaseHeld extends Error {
  override readonly name = 'LeaseHeld';
  readonly code = 'LEASE_HELD';

  constructor(fileId: string, kind: EmailKind) {
    super(`another invocation is sending the e-mail about file ${fileId} (${kind})`);
  }
}
