import type { CustomerFileProcessed } from '@customer-files/events';
import { type ColumnFaults, faultsByColumn } from '../code-names';
import { COLOURS, esc, facts, heading, page, paragraph, REPEATED } from './page';
import {
  duration,
  fileName,
  hasRowsWithSeveralFaults,
  instant,
  LATE,
  type MailContext,
  number,
  outcome,
  SEVERAL_FAULTS,
  share,
  subject,
  WITH_DUPLICATES,
  withRejects,
} from './words';

function mood({ status, counts }: CustomerFileProcessed): keyof typeof COLOURS {
  if (status === 'refused') return 'bad';
  return counts!.invalid + counts!.conflicting > 0 ? 'mixed' : 'good';
}

const TITLES = { good: 'Processed', mixed: 'Processed, with rows to look at', bad: 'Refused' };

function tile(label: string, value: number): string {
  return `<td width="33%" valign="top" style="padding:6px 8px 6px 0"><div class="num ink" style="color:#1b1f23">${number(value)}</div><div class="soft" style="font-size:13px;line-height:18px;color:#57606a">${label}</div></td>`;
}

function tally({ counts }: CustomerFileProcessed): string {
  if (!counts) return '';
  const row = (...tiles: string[]): string =>
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${tiles.join('')}</tr></table>`;
  return (
    heading('Rows') +
    row(tile('in the file', counts.total), tile('accepted', counts.valid), tile('rejected', counts.invalid)) +
    heading('Customers') +
    row(
      tile('inserted', counts.inserted),
      tile('already there', counts.unchanged),
      tile('conflicting', counts.conflicting),
    )
  );
}

function bar(count: number, most: number): string {
  const width = Math.max(2, Math.round((count / most) * 100));
  const rest = width < 100 ? '<td style="font-size:0;line-height:8px">&nbsp;</td>' : '';
  return `<table role="presentation" class="track" width="100%" cellpadding="0" cellspacing="0" style="background:#e7ebef;border-radius:4px"><tr><td width="${width}%" height="8" style="background:#b3541e;border-radius:4px;font-size:0;line-height:8px">&nbsp;</td>${rest}</tr></table>`;
}

function faultRows({ column, faults }: ColumnFaults, most: number, total: number): string {
  const rows = faults.map(
    ({ code, name, count }) =>
      `<tr><td class="rule" style="padding:6px 0 10px;border-bottom:1px solid #e7ebef"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="ink" style="font-size:14px;line-height:20px;color:#1b1f23">${esc(name)}<br><span class="soft" style="font-size:12px;color:#57606a">${esc(code)}</span></td><td align="right" valign="top" class="ink" style="font-size:14px;line-height:20px;color:#1b1f23;white-space:nowrap"><b>${number(count)}</b><br><span class="soft" style="font-size:12px;color:#57606a">${share(count, total).replace('<', '&lt;')}</span></td></tr></table>${bar(count, most)}</td></tr>`,
  );
  return `<tr><td class="soft" style="padding:12px 0 0;font-size:12px;line-height:18px;color:#57606a"><b>${esc(column)}</b></td></tr>${rows.join('')}`;
}

function faults(summary: CustomerFileProcessed): string {
  const { failures, counts } = summary;
  const grouped = faultsByColumn(failures);
  if (grouped.length === 0) return '';
  const most = Math.max(...grouped.flatMap((column) => column.faults.map(({ count }) => count)));
  return `${heading('Why rows were rejected')}${hasRowsWithSeveralFaults(summary) ? paragraph(SEVERAL_FAULTS) : ''}<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${grouped.map((column) => faultRows(column, most, counts!.total)).join('')}</table>`;
}

function rejects(summary: CustomerFileProcessed, link: string | null): string {
  const { rejects: stored, failures } = summary;
  if (!stored || !link) return '';
  const address = esc(link);
  return (
    `<p style="margin:20px 0 8px"><a href="${address}" style="display:inline-block;padding:11px 18px;background:#0b57d0;color:#ffffff!important;border-radius:6px;font-size:15px;font-weight:600;text-decoration:none">Open the rejected rows</a></p>` +
    `<p class="soft" style="margin:0;font-size:12px;line-height:18px;color:#57606a;word-break:break-all">${address}</p>` +
    paragraph(withRejects(summary)) +
    (failures.DUPLICATE_CUSTOMER ? paragraph(WITH_DUPLICATES) : '')
  );
}

function conflicts({ counts, conflicts: files }: CustomerFileProcessed): string {
  if (!counts || counts.conflicting === 0) return '';
  const list = files
    .map(({ bucket, key }) => `<li style="word-break:break-all">s3://${esc(bucket)}/${esc(key)}</li>`)
    .join('');
  return `${heading('Conflicts')}${paragraph(`${number(counts.conflicting)} rows differ from customers that are already there. Existing customers are never updated; both versions are in:`)}<ul class="ink" style="margin:8px 0;padding-left:20px;font-size:13px;line-height:20px;color:#1b1f23">${list}</ul>`;
}

function about({ object, asOf, startedAt, finishedAt, fileId }: CustomerFileProcessed, functionName: string): string {
  return facts([
    ['File', object.key],
    ['Judged as of', asOf],
    ['Received', instant(startedAt)],
    ['Finished', `${instant(finishedAt)}, after ${duration(startedAt, finishedAt)}`],
    ['Sent by', functionName],
    ['File id', fileId],
  ]);
}

/** The e-mail as HTML: the outcome first. */
export function htmlBody(summary: CustomerFileProcessed, { functionName, rejectsLink }: MailContext): string {
  const { refusal, possiblyRepeated, late, object } = summary;
  const body = `${late ? paragraph(`<b>${LATE}</b>`) : ''}${possiblyRepeated ? paragraph(REPEATED) : ''}
${refusal ? heading('What to do') + paragraph(esc(refusal.hint)) + `<p class="soft" style="margin:0;font-size:12px;line-height:18px;color:#57606a">${esc(refusal.code)}</p>` : ''}
${tally(summary)}${faults(summary)}${rejects(summary, rejectsLink)}${conflicts(summary)}${about(summary, functionName)}`;
  return page({
    title: subject(summary),
    label: TITLES[mood(summary)],
    colour: COLOURS[mood(summary)],
    outcome: outcome(summary),
    name: fileName(object.key),
    body,
  });
}
