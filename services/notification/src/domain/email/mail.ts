import type { MailSettings } from '../mail-settings';
import type { EmailContent } from './content';
import { renderHtml } from './html';
import { renderText } from './text';

/** An e-mail in both its forms, ready to be sent. */
export interface Mail {
  sender: string;
  recipients: readonly string[];
  subject: string;
  html: string;
  text: string;
}

/** Renders an e-mail and addresses it. */
export const mailOf = (content: EmailContent, { sender, recipients }: MailSettings): Mail => ({
  sender,
  recipients,
  subject: content.subject,
  html: renderHtml(content),
  text: renderText(content),
});
