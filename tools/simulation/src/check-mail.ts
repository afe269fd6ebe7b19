import type { Expectation, OnViolation } from './expectation';
import { MAIL_SETTINGS } from './functions';
import type { EmailKind, SentEmail } from './mailbox';
import type { Simulation } from './simulation';

const MINUTE_MS = 60_000;

/**
 * There is one e-mail about the ending, and at most one before it that the file has stalled. Each kind is repeated
 * only as often as its record was lost, and says so. The ending is marked as late after a stalled e-mail, and only
 * then.
 */
export function checkMail(expectation: Expectation, onViolation: OnViolation): void {
  const { simulation, fileId } = expectation;
  const endings = emailsOf(simulation, fileId, 'ending');
  if (endings.length === 0) onViolation('no e-mail about the ending was sent');
  checkRepetition(simulation, fileId, 'ending', onViolation);
  checkStalledMail(simulation, fileId, onViolation);
  const stalled = emailsOf(simulation, fileId, 'stalled');
  for (const { subject } of endings) {
    const isLate = subject.startsWith('[late]');
    if (stalled.length > 0 && !isLate) onViolation(`the ending does not say that it is late: ${subject}`);
    if (isLate && !mayHaveStalled(expectation))
      onViolation(`the ending says that it is late, and the file had not stalled: ${subject}`);
  }
}

/** A file is reported as stalled at most once, before it ends, and not before nothing new has come for the set time. */
export function checkStalledMail(simulation: Simulation, fileId: string, onViolation: OnViolation): void {
  checkRepetition(simulation, fileId, 'stalled', onViolation);
  const [ending] = emailsOf(simulation, fileId, 'ending');
  const seen = seenAt(simulation, fileId);
  // The events are read at some time of the invocation that sends.
  const detectionMs = simulation.timeoutOf('detectStalled');
  for (const { at } of emailsOf(simulation, fileId, 'stalled')) {
    if (ending && ending.at < at) onViolation('the file was reported as stalled after its end');
    const quietSince = at - MAIL_SETTINGS.stalledAfterMinutes * MINUTE_MS;
    const recent = seen.filter((time) => time > quietSince && time < at - detectionMs);
    if (recent.length > 0)
      onViolation(`the file was reported as stalled ${(at - recent[0]!) / MINUTE_MS} min after an event`);
  }
}

const emailsOf = ({ mailbox }: Simulation, fileId: string, kind: EmailKind): SentEmail[] =>
  mailbox.of(kind).filter((email) => email.fileId === fileId);

function checkRepetition(simulation: Simulation, fileId: string, kind: EmailKind, onViolation: OnViolation): void {
  const emails = emailsOf(simulation, fileId, kind);
  const most = 1 + simulation.unrecordedOf(kind, fileId);
  if (emails.length > most) onViolation(`${emails.length} e-mails (${kind}), and at most ${most} would be right`);
  for (const { subject } of emails.slice(1))
    if (!subject.includes('[possibly repeated]')) onViolation(`a second e-mail does not say that it is: ${subject}`);
}

/**
 * Whether the stalled e-mail was sent, or may have been: an invocation held its lease and did not release it unsent.
 */
function mayHaveStalled({ simulation, fileId }: Expectation): boolean {
  const stored = simulation.objects.get(simulation.bucketOf('notification'), `files/${fileId}/stalled.json`);
  if (!stored) return false;
  const { state, possiblyRepeated } = JSON.parse(stored.body.toString()) as {
    state: string;
    possiblyRepeated: boolean;
  };
  return state !== 'unsent' || possiblyRepeated;
}

/** When notification first saw each event of a file. */
function seenAt(simulation: Simulation, fileId: string): number[] {
  const bucket = simulation.bucketOf('notification');
  const { objects } = simulation;
  return objects
    .list(bucket, `files/${fileId}/events/`)
    .map(({ key }) => JSON.parse(objects.get(bucket, key)!.body.toString()) as { firstSeenAt: string })
    .map(({ firstSeenAt }) => Date.parse(firstSeenAt));
}
