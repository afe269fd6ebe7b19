import { oneLine } from './words';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text from outside, made harmless. */
export const esc = (text: string): string => oneLine(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** Of the head of an e-mail, by how glad its reader will be. */
export const COLOURS = { good: '#0b6b3a', mixed: '#8a5a00', bad: '#a3201d' };

const STYLE = `
  .num{font-size:26px;line-height:32px;font-weight:700}
  a{color:#0b57d0}
  @media (max-width:480px){.num{font-size:20px!important}.pad{padding-left:16px!important;padding-right:16px!important}}
  @media (prefers-color-scheme:dark){
    body,.page{background:#14171a!important}.card{background:#1e2327!important}
    .ink{color:#eceff1!important}.soft{color:#aab4bd!important}.rule{border-color:#39424a!important}.track{background:#39424a!important}
    a{color:#8ab4f8!important}
  }`;

/** A heading. @param html harmless already, as of every part of a page */
export const heading = (html: string): string =>
  `<h2 class="ink" style="margin:28px 0 8px;font-size:16px;line-height:22px;color:#1b1f23">${html}</h2>`;
export const paragraph = (html: string): string =>
  `<p class="ink" style="margin:8px 0;font-size:15px;line-height:22px;color:#1b1f23">${html}</p>`;

/** What an e-mail says that may have been sent before. */
export const REPEATED =
  '<b>You may have had this e-mail before:</b> an earlier attempt ended before it could note that it was sent.';

/** The small print at the end, by its labels. */
export function facts(entries: readonly (readonly [label: string, value: string])[]): string {
  const rows = entries.map(
    ([label, value]) =>
      `<tr><td class="soft" valign="top" style="padding:2px 12px 2px 0;white-space:nowrap">${label}</td><td style="padding:2px 0;word-break:break-all">${esc(value)}</td></tr>`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" class="soft rule" width="100%" style="margin-top:28px;border-top:1px solid #e7ebef;padding-top:12px;font-size:12px;line-height:18px;color:#57606a">${rows.join('')}</table>`;
}

/** What a page is made of: text from wherever, but for its body, which is HTML. */
export interface Page {
  title: string;
  label: string;
  colour: string;
  outcome: string;
  name: string;
  body: string;
}

/** An e-mail as HTML: the outcome first, no pictures, nothing loaded from elsewhere, readable at 320 pixels and in the dark. */
export function page({ title, label, colour, outcome, name, body }: Page): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${esc(title)}</title><style>${STYLE}</style></head>
<body style="margin:0;background:#f2f4f6;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${esc(outcome)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f6"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;${FONT}">
<tr><td class="pad" style="padding:22px 28px;background:${colour};color:#ffffff">
<div style="font-size:13px;line-height:18px;font-weight:600">${esc(label)}</div>
<h1 style="margin:4px 0 6px;font-size:22px;line-height:29px;color:#ffffff">${esc(outcome)}</h1>
<div style="font-size:14px;line-height:20px;word-break:break-all">${esc(name)}</div></td></tr>
<tr><td class="pad" style="padding:8px 28px 28px">
${body}
</td></tr></table></td></tr></table></body></html>
`;
}
