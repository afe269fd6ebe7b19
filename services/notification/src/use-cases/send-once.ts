import { SendRecordStore, type StoredSendRecord } from '../adapters/send-record-store';
import type { Mail } from '../domain/email/mail';
import { MailRefused } from '../domain/mail-refused';
import { type EmailKind, isLeased, LeaseHeld, type SendRecord, takeOver } from '../domain/send-record';
import type { NotificationEffects } from './effects';

/** An e-mail that is ready to be sent. */
export interface Outgoing {
  mail: Mail;
  /** What follows the e-mail, before the record is finished. It may run again after a crash. */
  afterwards: () => Promise<void>;
}

/**
 * Sends an e-mail about a file once: takes the lease of its record, sends, records that, does what follows, and
 * finishes the record. Does nothing if the record is finished. The e-mail is sent twice only if an invocation crashes
 * between SES's answer and its own record of it; then the second e-mail is marked as possibly repeated.
 *
 * @param compose called with the lease held; returns null if there is no reason for the e-mail any more
 * @returns true for the one call that finished the record, after which no other does anything
 * @throws {LeaseHeld} while another invocation holds the lease
 * @throws {MailRefused} if the e-mail was not sent; the lease is released
 */
export async function sendOnce(
  fileId: string,
  kind: EmailKind,
  effects: NotificationEffects,
  compose: (record: SendRecord) => Promise<Outgoing | null>,
): Promise<boolean> {
  const records = new SendRecordStore(effects.store, effects.bucket, kind);
  const update = async (from: StoredSendRecord, change: Partial<SendRecord>): Promise<StoredSendRecord> => {
    const updated = await records.replace(fileId, from, { ...from.record, ...change });
    if (!updated) throw new LeaseHeld(fileId, kind);
    return updated;
  };
  let stored = await acquireLease(fileId, kind, records, effects);
  if (stored.record.state === 'finished') return false;
  const outgoing = await compose(stored.record);
  if (stored.record.state === 'claimed') {
    const release = () => update(stored, { state: 'unsent' });
    const messageId = outgoing && (await sendOrRelease(outgoing.mail, effects, release));
    if (messageId === null) {
      await release();
      return false;
    }
    stored = await update(stored, { state: 'sent', messageId });
  }
  await outgoing?.afterwards();
  await update(stored, { state: 'finished' });
  return true;
}

/** Sends the e-mail, and releases the lease if it is certain that the e-mail was not sent. */
async function sendOrRelease(
  mail: Mail,
  { send }: NotificationEffects,
  release: () => Promise<unknown>,
): Promise<string> {
  try {
    return await send(mail);
  } catch (error) {
    if (error instanceof MailRefused) await release();
    throw error;
  }
}

/** The record with the lease held by this invocation, or finished. @throws {LeaseHeld} */
async function acquireLease(
  fileId: string,
  kind: EmailKind,
  records: SendRecordStore,
  effects: NotificationEffects,
): Promise<StoredSendRecord> {
  const now = effects.now();
  const leaseUntil = new Date(now.getTime() + effects.leaseMs).toISOString();
  const created = await records.create(fileId, {
    state: 'claimed',
    foundAt: now.toISOString(),
    leaseUntil,
    possiblyRepeated: false,
    messageId: null,
  });
  if (created) return created;
  const found = await records.find(fileId);
  if (found?.record.state === 'finished') return found;
  if (!found || isLeased(found.record, now)) throw new LeaseHeld(fileId, kind);
  const acquired = await records.replace(fileId, found, takeOver(found.record, leaseUntil));
  if (!acquired) throw new LeaseHeld(fileId, kind);
  return acquired;
}
