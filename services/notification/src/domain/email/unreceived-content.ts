import { formatNumber } from '@customer-files/format';
import { type Block, type EmailContent, POSSIBLY_REPEATED, sectionOf } from './content';
import { unreceivedSubject } from './subject';

/** What is known of files that ingestion could not handle: no event names them. */
export interface Unreceived {
  /** In the dead letters of ingestion, at least one. */
  messages: number;
  queues: readonly string[];
  functionName: string;
  possiblyRepeated: boolean;
}

const WHAT_TO_DO =
  'Nothing of these files was read. Look into these dead letters for their names and the reason; once the cause is gone it is ' +
  'always safe to send the messages again, and each file then gets its own e-mail:';

const WHAT_FOLLOWS = 'This e-mail comes once a day for as long as there are such messages.';

/** The e-mail about files that were dropped and never received. */
export function unreceivedContent({ messages, queues, functionName, possiblyRepeated }: Unreceived): EmailContent {
  const what = messages === 1 ? 'One file was' : `${formatNumber(messages)} files were`;
  const headline = `${what} dropped and could not be received.`;
  return {
    subject: unreceivedSubject(possiblyRepeated, headline),
    label: 'Not received',
    tone: 'bad',
    headline,
    fileName: 'Dead letters of ingestion',
    sections: [
      ...sectionOf(null, possiblyRepeated ? [POSSIBLY_REPEATED] : []),
      ...sectionOf('What to do', [
        { type: 'paragraph', text: WHAT_TO_DO },
        ...queues.map((text): Block => ({ type: 'detail', text })),
      ]),
      ...sectionOf('What follows', [{ type: 'paragraph', text: WHAT_FOLLOWS }]),
    ],
    facts: [
      { label: 'Messages', value: formatNumber(messages) },
      { label: 'Sent by', value: functionName },
    ],
  };
}
