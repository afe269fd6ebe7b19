import { clearInbox, type CloudJson, readInbox } from '@customer-files/local-cloud';

/** An e-mail that was sent, as text. */
export interface Mail {
  text: string;
}

/** The inbox of the embedded SES. */
export class Mailbox {
  constructor(private readonly endpoints: CloudJson) {}

  async all(): Promise<Mail[]> {
    return (await readInbox(this.endpoints)).map(({ body }) => ({ text: body.text ?? '' }));
  }

  empty(): Promise<void> {
    return clearInbox(this.endpoints);
  }
}
