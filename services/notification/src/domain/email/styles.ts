import { html } from './html-template';
import type { Tone } from './content';

// Some mail clients drop style sheets, so every element has its style inline. The sheet below adds dark mode and narrow
// screens.

const INK = '#1b1f23';
const SOFT = '#57606a';
const RULE = '#e7ebef';

/** Not in quotes, so that it can stand in an attribute: `Segoe UI` is valid without. */
const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

/** Colour of the head. White text on it has a contrast of at least 5.9 to 1. */
export const HEAD_COLOURS: Record<Tone, string> = { good: '#0b6b3a', mixed: '#8a5a00', bad: '#a3201d' };

const SMALL = `font-size:12px;line-height:18px;color:${SOFT}`;
const BODY_TEXT = `font-size:15px;line-height:22px;color:${INK}`;
const NORMAL = `font-size:14px;line-height:20px;color:${INK}`;

/** Inline styles, by what they are for. */
export const STYLES = {
  page: `margin:0;background:#f2f4f6;${FONT}`,
  background: 'background:#f2f4f6',
  card: `max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;${FONT}`,
  preheader: 'display:none;max-height:0;overflow:hidden',
  head: 'padding:22px 28px;color:#ffffff',
  headLabel: 'font-size:13px;line-height:18px;font-weight:600;color:#ffffff',
  headline: 'margin:4px 0 6px;font-size:22px;line-height:29px;color:#ffffff',
  headFile: 'font-size:14px;line-height:20px;color:#ffffff;word-break:break-all',
  body: 'padding:8px 28px 28px',
  heading: `margin:28px 0 8px;font-size:16px;line-height:22px;color:${INK}`,
  paragraph: `margin:8px 0;${BODY_TEXT}`,
  detail: `margin:0 0 14px;${SMALL};word-break:break-all`,
  count: 'padding:6px 8px 6px 0',
  countValue: `font-size:26px;line-height:32px;font-weight:700;color:${INK}`,
  countLabel: `font-size:13px;line-height:18px;color:${SOFT}`,
  column: `padding:12px 0 0;${SMALL}`,
  fault: `padding:6px 0 10px;border-bottom:1px solid ${RULE}`,
  faultText: NORMAL,
  faultCount: `${NORMAL};white-space:nowrap`,
  faultDetail: `font-size:12px;color:${SOFT}`,
  track: `margin-top:4px;background:${RULE};border-radius:4px`,
  bar: 'background:#b3541e;border-radius:4px;font-size:0;line-height:8px',
  barRest: 'font-size:0;line-height:8px',
  button: 'margin:20px 0 8px',
  buttonLink:
    'display:inline-block;padding:11px 18px;background:#0b57d0;color:#ffffff;border-radius:6px;' +
    'font-size:15px;font-weight:600;text-decoration:none',
  list: `margin:8px 0;padding-left:20px;font-size:13px;line-height:20px;color:${INK}`,
  listItem: 'word-break:break-all',
  facts: `margin-top:28px;border-top:1px solid ${RULE};padding-top:12px;${SMALL}`,
  factLabel: `padding:2px 12px 2px 0;white-space:nowrap;${SMALL}`,
  factValue: `padding:2px 0;word-break:break-all;${SMALL}`,
} as const;

/** Dark mode and narrow screens, by the classes that the elements have beside their inline styles. */
export const STYLE_SHEET = html`<style>
  @media (max-width: 480px) {
    .num {
      font-size: 20px !important;
    }
    .pad {
      padding-left: 16px !important;
      padding-right: 16px !important;
    }
  }
  @media (prefers-color-scheme: dark) {
    body,
    .page {
      background: #14171a !important;
    }
    .card {
      background: #1e2327 !important;
    }
    .ink {
      color: #eceff1 !important;
    }
    .soft {
      color: #aab4bd !important;
    }
    .rule {
      border-color: #39424a !important;
    }
    .track {
      background: #39424a !important;
    }
  }
</style>`;
