import type { Gap, StalledFile } from '../stalled';
import { COLOURS, esc, facts, heading, page, paragraph, REPEATED } from './page';
import {
  gapInWords,
  remedyInWords,
  type StalledContext,
  stalledName,
  stalledOutcome,
  stalledSubject,
} from './stalled-words';
import { instant } from './words';

function gap(one: Gap, parts: number | null, stage: string): string {
  const { where, queue } = remedyInWords(one, stage);
  return `${paragraph(`<b>${esc(gapInWords(one, parts))}</b>`)}${paragraph(esc(where))}<p class="soft" style="margin:0;font-size:12px;line-height:18px;color:#57606a;word-break:break-all">${esc(queue)}</p>`;
}

/** The e-mail of a stalled file as HTML: what is missing first, then where it stopped and what to do. */
export function stalledHtml(file: StalledFile, context: StalledContext): string {
  const { fileId, key, since, lastSeenAt, parts, gaps } = file;
  const about = facts([
    ['File', key ?? 'its name was not heard'],
    ['Received', instant(since)],
    ['Last heard of', instant(lastSeenAt)],
    ['Sent by', context.functionName],
    ['File id', fileId],
  ]);
  const body = `${context.possiblyRepeated ? paragraph(REPEATED) : ''}
${heading('What is missing, and what to do')}${gaps.map((one) => gap(one, parts, context.stage)).join('')}
${paragraph('What was loaded stays. When the rest is heard of, one more e-mail, marked as late, tells how the file ended.')}${about}`;
  return page({
    title: stalledSubject(file, context),
    label: 'Stalled',
    colour: COLOURS.mixed,
    outcome: stalledOutcome(file),
    name: stalledName(file),
    body,
  });
}
