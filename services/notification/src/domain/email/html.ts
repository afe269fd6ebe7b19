import type { CustomerFileProcessed } from '@customer-files/events';
import { type ColumnFaults, faultsByColumn } from '../code-names';
import { duration, fileName, instant, type MailContext, number, oneLine, outcome, share, subject } from './words';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text from outside, made harmless. */
const esc = (text: string): string => oneLine(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const COLOURS = { good: '#0b6b3a', mixed: '#8a5a00', bad: '#a3201d' };

const STYLE = `
  .num{font-size:26px;line-height:32px;font-weight:700}
  a{color:#0b57d0}
  @media (max-width:480px){.num{font-size:20px!important}.pad{padding-left:16px!important;padding-right:16px!important}}
  @media (prefers-color-scheme:dark){
    body,.page{background:#14171a!important}.card{background:#1e2327!important}
    .ink{color:#eceff1!important}.soft{color:#aab4bd!important}.rule{border-color:#39424a!important}.track{background:#39424a!important}
    a{color:#8ab4f8!important}
  }`;

function mood({ status, counts }: CustomerFileProcessed): keyof typeof COLOURS {
  if (status === 'refused') return 'bad';
  return counts!.invalid + counts!.conflicting > 0 ? 'mixed' : 'good';
}

const TITLES = { good: 'Processed', mixed: 'Processed, with rows to look at', bad: 'Refused' };

const heading = (text: string): string => `<h2 class="ink" style="margin:28px 0 8px;font-size:16px;line-height:22px;color:#1b1f23">${text}</h2>`;
const paragraph = (html: string): string => `<p class="ink" style="margin:8px 0;font-size:15px;line-height:22px;color:#1b1f23">${html}</p>`;

function tile(label: string, value: number): string {
  return `<td width="33%" valign="top" style="padding:6px 4px"><div class="num ink" style="color:#1b1f23">${number(value)}</div><div class="soft" style="font-size:13px;line-height:18px;color:#57606a">${label}</div></td>`;
}

function tally({ counts }: CustomerFileProcessed): string {
  if (!counts) return '';
  const row = (...tiles: string[]): string => `<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${tiles.join('')}</tr></table>`;
  return (
    heading('Rows') + row(tile('in the file', counts.total), tile('accepted', counts.valid), tile('rejected', counts.invalid)) +
    heading('Customers') + row(tile('inserted', counts.inserted), tile('already there', counts.unchanged), tile('conflicting', counts.conflicting))
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

function faults({ failures, counts }: CustomerFileProcessed): string {
  const grouped = faultsByColumn(failures);
  if (grouped.length === 0) return '';
  const most = Math.max(...grouped.flatMap((column) => column.faults.map(({ count }) => count)));
  return `${heading('Why rows were rejected')}<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${grouped.map((column) => faultRows(column, most, counts!.total)).join('')}</table>`;
}

function rejects({ rejects: stored }: CustomerFileProcessed, link: string | null): string {
  if (!stored || !link) return '';
  const address = esc(link);
  return (
    `<p style="margin:20px 0 8px"><a href="${address}" style="display:inline-block;padding:11px 18px;background:#0b57d0;color:#ffffff!important;border-radius:6px;font-size:15px;font-weight:600;text-decoration:none">Open the rejected rows</a></p>` +
    `<p class="soft" style="margin:0;font-size:12px;line-height:18px;color:#57606a;word-break:break-all">${address}</p>` +
    paragraph('Each row says where it stood and what is wrong with it. Correct them and drop the file into the feed again as it is.')
  );
}

function conflicts({ counts, conflicts: files }: CustomerFileProcessed): string {
  if (!counts || counts.conflicting === 0) return '';
  const list = files.map(({ bucket, key }) => `<li style="word-break:break-all">s3://${esc(bucket)}/${esc(key)}</li>`).join('');
  return `${heading('Conflicts')}${paragraph(`${number(counts.conflicting)} rows differ from customers that are already there. Existing customers are never updated; both versions are in:`)}<ul class="ink" style="margin:8px 0;padding-left:20px;font-size:13px;line-height:20px;color:#1b1f23">${list}</ul>`;
}

function about({ object, asOf, startedAt, finishedAt, fileId }: CustomerFileProcessed, functionName: string): string {
  const facts = [
    ['File', object.key], ['Judged as of', asOf], ['Received', instant(startedAt)],
    ['Finished', `${instant(finishedAt)}, after ${duration(startedAt, finishedAt)}`], ['Sent by', functionName], ['File id', fileId],
  ];
  const rows = facts.map(([label, value]) => `<tr><td class="soft" valign="top" style="padding:2px 12px 2px 0;white-space:nowrap">${label}</td><td style="padding:2px 0;word-break:break-all">${esc(value!)}</td></tr>`);
  return `<table role="presentation" cellpadding="0" cellspacing="0" class="soft rule" width="100%" style="margin-top:28px;border-top:1px solid #e7ebef;padding-top:12px;font-size:12px;line-height:18px;color:#57606a">${rows.join('')}</table>`;
}

/** The e-mail as HTML: the outcome first, no pictures, nothing loaded from elsewhere, readable at 320 pixels and in the dark. */
export function htmlBody(summary: CustomerFileProcessed, { functionName, rejectsLink }: MailContext): string {
  const { refusal, possiblyRepeated, object } = summary;
  const colour = COLOURS[mood(summary)];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${esc(subject(summary))}</title><style>${STYLE}</style></head>
<body style="margin:0;background:#f2f4f6;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${esc(outcome(summary))}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f6"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;${FONT}">
<tr><td class="pad" style="padding:22px 28px;background:${colour};color:#ffffff">
<div style="font-size:13px;line-height:18px;font-weight:600">${TITLES[mood(summary)]}</div>
<h1 style="margin:4px 0 6px;font-size:22px;line-height:29px;color:#ffffff">${esc(outcome(summary))}</h1>
<div style="font-size:14px;line-height:20px;word-break:break-all">${esc(fileName(object.key))}</div></td></tr>
<tr><td class="pad" style="padding:8px 28px 28px">
${possiblyRepeated ? paragraph('<b>You may have had this e-mail before:</b> an earlier attempt ended before it could note that it was sent.') : ''}
${refusal ? heading('What to do') + paragraph(esc(refusal.hint)) + `<p class="soft" style="margin:0;font-size:12px;line-height:18px;color:#57606a">${esc(refusal.code)}</p>` : ''}
${tally(summary)}${faults(summary)}${rejects(summary, rejectsLink)}${conflicts(summary)}${about(summary, functionName)}
</td></tr></table></td></tr></table></body></html>
`;
}
