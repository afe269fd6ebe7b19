import type { CustomerFileWithdrawn } from '@customer-files/events';
import { formatCount, formatInstant, formatNumber } from '@customer-files/format';
import { type EmailContent, fileName, POSSIBLY_REPEATED, sectionOf } from './content';
import { withdrawnSubject } from './subject';

/** What the e-mail needs beside the event. */
export interface WithdrawnContext {
  functionName: string;
  possiblyRepeated: boolean;
}

const WHAT_FOLLOWS =
  'Nothing brings these rows back but a new drop: send the right file now, or the same file again if it was right after all. ' +
  'A customer that another file had sent as well, and that was found to be there already, came from this file and is gone ' +
  'too: send that file again.';

/** The e-mail about a file that was undone: what was taken out first, then what follows. */
export function withdrawnContent(withdrawn: CustomerFileWithdrawn, context: WithdrawnContext): EmailContent {
  const { fileId, key, receivedAt, withdrawnAt, deleted, kept } = withdrawn;
  const { functionName, possiblyRepeated } = context;
  const name = fileName(key);
  const headline = outcomeOf(deleted, kept);
  return {
    subject: withdrawnSubject(possiblyRepeated, name, headline),
    label: 'Withdrawn',
    tone: 'mixed',
    headline,
    fileName: name,
    sections: [
      ...sectionOf(null, possiblyRepeated ? [POSSIBLY_REPEATED] : []),
      ...sectionOf('Customers', [
        {
          type: 'counts',
          counts: [
            { label: 'deleted', value: formatNumber(deleted) },
            { label: 'kept, changed by a later file', value: formatNumber(kept) },
          ],
        },
      ]),
      ...sectionOf('What follows', [{ type: 'paragraph', text: WHAT_FOLLOWS }]),
    ],
    facts: [
      { label: 'File', value: key },
      { label: 'Received', value: formatInstant(new Date(receivedAt).toISOString()) },
      { label: 'Withdrawn', value: formatInstant(new Date(withdrawnAt).toISOString()) },
      { label: 'Sent by', value: functionName },
      { label: 'File id', value: fileId },
    ],
  };
}

const rowsOf = (count: number): string => formatCount(count, 'row');

function outcomeOf(deleted: number, kept: number): string {
  const stay = kept === 0 ? '' : `, ${rowsOf(kept)} ${kept === 1 ? 'stays' : 'stay'}`;
  return `${rowsOf(deleted)} ${deleted === 1 ? 'was' : 'were'} taken out of the table again${stay}`;
}
