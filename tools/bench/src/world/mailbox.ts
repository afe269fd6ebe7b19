import type { CloudJson } from '@customer-files/local-cloud';

/** An e-mail that was sent, as text. */
export interface Mail {
  text: string;
}

/** The inbox of the embedded SES. */
export class Mailbox {
  constructor(private readonly endpoints: CloudJson) {}

  async all(): Promise<Mail[]> {
    const { emails } = (await (await fetch(`${this.endpoints.ses}/store`)).json()) as {
      emails: { body: { text?: string } }[];
    };
    return emails.map(({ body }) => ({ text: body.text ?? '' }));
  }

  async empty(): Promise<void> {
    await fetch(`${this.endpoints.ses}/clear-store`, { method: 'POST' });
  }
}
