import type { CloudJson } from '../cloud-json';

/** An e-mail that the embedded SES has accepted. */
export interface StoredMail {
  messageId: string;
  subject: string;
  body: { html?: string; text?: string };
}

type Inbox = Pick<CloudJson, 'ses' | 'token'>;

async function ask({ ses, token }: Inbox, path: string, method: 'GET' | 'POST'): Promise<unknown> {
  const response = await fetch(`${ses}/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
  return response.json();
}

/** Returns all e-mails of the inbox, the oldest first. */
export async function readInbox(cloud: Inbox): Promise<StoredMail[]> {
  return ((await ask(cloud, 'store', 'GET')) as { emails: StoredMail[] }).emails;
}

/** Removes all e-mails from the inbox. */
export async function clearInbox(cloud: Inbox): Promise<void> {
  await ask(cloud, 'clear-store', 'POST');
}
