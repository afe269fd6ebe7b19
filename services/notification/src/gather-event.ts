import type { Publish } from '@customer-files/event-bus';
import type { ObjectStore } from '@customer-files/object-store';
import { type Ending, Endings, type StoredEnding } from './adapters/ending';
import { HeardFiles } from './adapters/heard-files';
import { MailRefused, type SendMail } from './adapters/ses-mailer';
import { htmlBody } from './domain/email/html';
import { textBody } from './domain/email/text';
import { subject } from './domain/email/words';
import type { Heard, HeardEvent } from './domain/heard';
import type { MailSettings } from './domain/mail-settings';
import { linkTo } from './domain/rejects-link';
import { summarise } from './domain/summary';

/** What notification needs of the world. */
export interface NotificationEffects {
  store: ObjectStore;
  publish: Publish;
  send: SendMail;
  bucket: string;
  mail: MailSettings;
  functionName: string;
  region: string;
  now: () => Date;
}

/**
 * Longer than the function may run: whoever holds a claim beyond it is dead. Shorter than the queue's visibility time-out:
 * the message of the dead one, coming back, takes over at once and does not use up one of its five receives.
 */
export const LEASE_MS = 75_000;

/** Somebody else is reporting this file just now; if he dies, this message, coming back, takes over. */
export class LeaseHeld extends Error {
  override readonly name = 'LeaseHeld';
  readonly code = 'LEASE_HELD';

  constructor(fileId: string) {
    super(`the ending of file ${fileId} is being reported by another invocation`);
  }
}

/**
 * Keeps what was heard and, when nothing of its file is missing, reports how the file ended: one e-mail, one event.
 *
 * @param time of the event's envelope
 */
export async function gatherEvent(event: HeardEvent, time: string, effects: NotificationEffects): Promise<void> {
  const { fileId } = event;
  const files = new HeardFiles(effects.store, effects.bucket);
  await files.keep(event, time);
  const heard = await files.complete(fileId);
  if (heard) await report(fileId, heard, effects);
}

async function report(fileId: string, heard: Heard, effects: NotificationEffects): Promise<void> {
  const endings = new Endings(effects.store, effects.bucket);
  // Before anything is claimed: a file whose numbers disagree gets no e-mail at all.
  summarise(heard, effects.now().toISOString(), false);
  let stored = await claim(fileId, endings, effects.now());
  if (stored.ending.state === 'published') return;
  const summary = summarise(heard, stored.ending.finishedAt, stored.ending.possiblyRepeated);
  if (stored.ending.state === 'claimed') {
    const messageId = await sendMail(summary, effects).catch((error: unknown) => giveBack(fileId, endings, stored, error));
    stored = await note(fileId, endings, stored, { state: 'sent', messageId });
  }
  await effects.store.put(effects.bucket, `files/${fileId}/summary.json`, JSON.stringify(summary), { contentType: 'application/json' });
  await effects.publish([summary]);
  await note(fileId, endings, stored, { state: 'published' });
}

/** The file's ending, claimed by us or past claiming. Throws {@link LeaseHeld}. */
async function claim(fileId: string, endings: Endings, now: Date): Promise<StoredEnding> {
  const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
  const mine: Ending = { state: 'claimed', finishedAt: now.toISOString(), leaseUntil, possiblyRepeated: false, messageId: null };
  const found = await endings.find(fileId);
  if (!found) {
    const claimed = await endings.claim(fileId, mine);
    if (claimed) return claimed;
    throw new LeaseHeld(fileId);
  }
  if (found.ending.state === 'published') return found;
  const { state, possiblyRepeated } = found.ending;
  if (state !== 'unsent' && found.ending.leaseUntil > now.toISOString()) throw new LeaseHeld(fileId);
  const takenOver = await endings.change(fileId, found, {
    ...found.ending, leaseUntil, state: state === 'unsent' ? 'claimed' : state, possiblyRepeated: possiblyRepeated || state === 'claimed',
  });
  if (!takenOver) throw new LeaseHeld(fileId);
  return takenOver;
}

async function note(fileId: string, endings: Endings, from: StoredEnding, change: Partial<Ending>): Promise<StoredEnding> {
  const noted = await endings.change(fileId, from, { ...from.ending, ...change });
  if (!noted) throw new LeaseHeld(fileId);
  return noted;
}

/** What the mail service did not take may be sent by whoever comes next, at once, and is no repetition. */
async function giveBack(fileId: string, endings: Endings, stored: StoredEnding, error: unknown): Promise<never> {
  if (error instanceof MailRefused) await note(fileId, endings, stored, { state: 'unsent' });
  throw error;
}

function sendMail(summary: ReturnType<typeof summarise>, { send, mail, functionName, region }: NotificationEffects): Promise<string> {
  const rejectsLink = summary.rejects && linkTo(summary.rejects, summary.fileId, region, mail.rejectsLink);
  const about = { functionName, rejectsLink };
  return send({ sender: mail.sender, recipients: mail.recipients, subject: subject(summary), html: htmlBody(summary, about), text: textBody(summary, about) });
}
