import type { StalledFile } from '../stalled';
import { REPEATED_TEXT, wrap } from './lines';
import { gapInWords, remedyInWords, type StalledContext, stalledName } from './stalled-words';
import { instant, oneLine } from './words';

/** The e-mail of a stalled file as plain text: the same as the HTML says. */
export function stalledText(file: StalledFile, { functionName, stage, possiblyRepeated }: StalledContext): string {
  const { fileId, key, since, lastSeenAt, parts, gaps } = file;
  return [
    wrap(`${stalledName(file)} has stalled.`),
    '',
    ...(possiblyRepeated ? [wrap(REPEATED_TEXT), ''] : []),
    'WHAT IS MISSING, AND WHAT TO DO',
    ...gaps.flatMap((gap) => {
      const { where, queue } = remedyInWords(gap, stage);
      return [wrap(gapInWords(gap, parts)), wrap(where), `  ${queue}`, ''];
    }),
    wrap(
      'What was loaded stays. When the rest is heard of, one more e-mail, marked as late, tells how the file ended.',
    ),
    '',
    'ABOUT THIS FILE',
    `  file      ${key === null ? 'its name was not heard' : oneLine(key)}`,
    `  received  ${instant(since)}`,
    `  last heard of ${instant(lastSeenAt)}`,
    `  sent by   ${functionName}`,
    `  file id   ${fileId}`,
    '',
  ].join('\n');
}
