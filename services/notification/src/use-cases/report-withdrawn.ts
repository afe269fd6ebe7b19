import type { CustomerFileWithdrawn } from '@customer-files/events';
import { mailOf } from '../domain/email/mail';
import { withdrawnContent } from '../domain/email/withdrawn-content';
import type { NotificationEffects } from './effects';
import { sendOnce } from './send-once';

/**
 * Reports once, with one e-mail, that a file was undone.
 *
 * @throws {LeaseHeld} while another invocation reports it
 * @throws {MailRefused} if the e-mail was not sent
 */
export async function reportWithdrawn(withdrawn: CustomerFileWithdrawn, effects: NotificationEffects): Promise<void> {
  const { mail, functionName } = effects;
  await sendOnce(withdrawn.fileId, 'withdrawn', effects, async ({ possiblyRepeated }) => ({
    mail: mailOf(withdrawnContent(withdrawn, { functionName, possiblyRepeated }), mail),
    afterwards: () => Promise.resolve(),
  }));
}
