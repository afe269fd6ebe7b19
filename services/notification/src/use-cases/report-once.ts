import { type Kind, type Report, Reports, type StoredReport } from '../adapters/reports';
import type { Mail } from '../adapters/ses-mailer';
import { MailRefused } from '../domain/mail-refused';
import type { NotificationEffects } from './effects';

/** Somebody else is reporting this file just now; if he dies, whoever comes after the lease takes over. */
export class LeaseHeld extends Error {
  override readonly name = 'LeaseHeld';
  readonly code = 'LEASE_HELD';

  constructor(fileId: string, kind: Kind) {
    super(`file ${fileId} (${kind}) is being reported by another invocation`);
  }
}

/** A report that is ready to go out. */
export interface Composed {
  mail: Mail;
  /** What is to be done between the e-mail and the record that all is done. */
  afterwards: () => Promise<void>;
}

/** Whether somebody is, as far as one can know, just sending this. */
export const isUnderWay = ({ state, leaseUntil }: Report, now: Date): boolean =>
  state !== 'finished' && state !== 'unsent' && leaseUntil > now.toISOString();

/**
 * Claims a report, sends it, and records that: once, but where an invocation dies between the mail service's answer and its
 * record. Does nothing where it was done. Throws {@link LeaseHeld}, and `MailRefused` where the claim was given back.
 *
 * @param compose is asked by whoever has the claim; null where there is no reason to report any more
 */
export async function reportOnce(
  fileId: string,
  kind: Kind,
  effects: NotificationEffects,
  compose: (report: Report) => Promise<Composed | null>,
): Promise<void> {
  const reports = new Reports(effects.store, effects.bucket, kind);
  const note = async (from: StoredReport, change: Partial<Report>): Promise<StoredReport> => {
    const noted = await reports.change(fileId, from, { ...from.report, ...change });
    if (!noted) throw new LeaseHeld(fileId, kind);
    return noted;
  };
  let stored = await claim(fileId, kind, reports, effects);
  if (stored.report.state === 'finished') return;
  const composed = await compose(stored.report);
  if (stored.report.state === 'claimed') {
    const messageId = composed && (await sendMail(composed.mail, effects, () => note(stored, { state: 'unsent' })));
    stored = await note(stored, messageId === null ? { state: 'unsent' } : { state: 'sent', messageId });
    if (messageId === null) return;
  }
  await composed?.afterwards();
  await note(stored, { state: 'finished' });
}

/** Gives the claim back where it is sure that nothing was sent. */
async function sendMail(mail: Mail, { send }: NotificationEffects, giveBack: () => Promise<unknown>): Promise<string> {
  try {
    return await send(mail);
  } catch (error) {
    if (error instanceof MailRefused) await giveBack();
    throw error;
  }
}

/** The report, claimed by us or past claiming. Throws {@link LeaseHeld}. */
async function claim(
  fileId: string,
  kind: Kind,
  reports: Reports,
  effects: NotificationEffects,
): Promise<StoredReport> {
  const now = effects.now();
  const leaseUntil = new Date(now.getTime() + effects.leaseMs).toISOString();
  const created = await reports.create(fileId, {
    state: 'claimed',
    foundAt: now.toISOString(),
    leaseUntil,
    possiblyRepeated: false,
    messageId: null,
  });
  if (created) return created;
  const found = await reports.find(fileId);
  if (found?.report.state === 'finished') return found;
  if (!found || isUnderWay(found.report, now)) throw new LeaseHeld(fileId, kind);
  const claimed = await reports.change(fileId, found, { ...takenOver(found.report), leaseUntil });
  if (!claimed) throw new LeaseHeld(fileId, kind);
  return claimed;
}

/** What was sent is not sent again; of what was claimed nobody knows. */
function takenOver(report: Report): Report {
  if (report.state === 'sent') return report;
  return { ...report, state: 'claimed', possiblyRepeated: report.possiblyRepeated || report.state === 'claimed' };
}
