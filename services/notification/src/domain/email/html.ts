import type { Block, Count, EmailContent, Fact, FaultLine, Section } from './content';
import { Html, html, type Value } from './html-template';
import { HEAD_COLOURS, STYLE_SHEET, STYLES } from './styles';

/**
 * An e-mail as HTML for mail clients: tables and inline styles, the outcome first, nothing loaded from elsewhere,
 * readable at 320 pixels and in dark mode.
 */
export function renderHtml({ subject, tone, label, headline, fileName, sections, facts }: EmailContent): string {
  const colour = HEAD_COLOURS[tone];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${subject}</title>
        ${STYLE_SHEET}
      </head>
      <body style="${STYLES.page}">
        <div style="${STYLES.preheader}">${headline}</div>
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="${STYLES.background}"
        >
          <tr>
            <td align="center" style="padding:16px 8px">
              <table
                role="presentation"
                class="card"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="${STYLES.card}"
              >
                <tr>
                  <td class="pad" bgcolor="${colour}" style="${STYLES.head};background:${colour}">
                    <div style="${STYLES.headLabel}">${label}</div>
                    <h1 style="${STYLES.headline}">${headline}</h1>
                    <div style="${STYLES.headFile}">${fileName}</div>
                  </td>
                </tr>
                <tr>
                  <td class="pad" style="${STYLES.body}">${sections.map(section)} ${factTable(facts)}</td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.toString();
}

const table = (rows: Value, attributes: Value = false): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" ${attributes}>
    ${rows}
  </table> `;

const section = ({ title, blocks }: Section): Html =>
  html`${title !== null && html`<h2 class="ink" style="${STYLES.heading}">${title}</h2>`} ${blocks.map(blockHtml)}`;

function blockHtml(block: Block): Html {
  switch (block.type) {
    case 'paragraph':
      return paragraph(block.bold ? html`<b>${block.text}</b>` : block.text);
    case 'detail':
      return html`<p class="soft" style="${STYLES.detail}">${block.text}</p>`;
    case 'counts':
      return table(
        html`<tr>
          ${block.counts.map((one) => count(one, block.counts.length))}
        </tr>`,
      );
    case 'faults':
      return table([faultColumn(block.column), ...block.lines.map(fault)]);
    case 'link':
      return link(block.label, block.address);
    case 'addresses':
      return html`<ul class="ink" style="${STYLES.list}">
        ${block.addresses.map((address) => html`<li style="${STYLES.listItem}">${address}</li>`)}
      </ul>`;
  }
}

const paragraph = (text: Value): Html => html`<p class="ink" style="${STYLES.paragraph}">${text}</p> `;

const count = ({ label, value }: Count, columns: number): Html =>
  html`<td width="${Math.floor(100 / columns)}%" valign="top" style="${STYLES.count}">
    <div class="num ink" style="${STYLES.countValue}">${value}</div>
    <div class="soft" style="${STYLES.countLabel}">${label}</div>
  </td> `;

const faultColumn = (name: string): Html =>
  html`<tr>
    <td class="soft" style="${STYLES.column}"><b>${name}</b></td>
  </tr> `;

const fault = ({ label, code, count, share, bar }: FaultLine): Html =>
  html`<tr>
    <td class="rule" style="${STYLES.fault}">
      ${table(
        html`<tr>
          <td class="ink" style="${STYLES.faultText}">
            ${label}<br /><span class="soft" style="${STYLES.faultDetail}">${code}</span>
          </td>
          <td align="right" valign="top" class="ink" style="${STYLES.faultCount}">
            <b>${count}</b><br /><span class="soft" style="${STYLES.faultDetail}">${share}</span>
          </td>
        </tr>`,
      )}
      ${barHtml(bar)}
    </td>
  </tr> `;

function barHtml(length: number): Html {
  const percent = Math.max(2, Math.round(length * 100));
  return table(
    html`<tr>
      <td width="${percent}%" height="8" style="${STYLES.bar}">&nbsp;</td>
      ${percent < 100 && html`<td style="${STYLES.barRest}">&nbsp;</td>`}
    </tr>`,
    html` class="track" style="${STYLES.track}"`,
  );
}

const link = (label: string, address: string): Html =>
  html`<p style="${STYLES.button}"><a href="${address}" style="${STYLES.buttonLink}">${label}</a></p>
    <p class="soft" style="${STYLES.detail}">${address}</p> `;

const factTable = (facts: readonly Fact[]): Html =>
  table(
    facts.map(
      ({ label, value }) =>
        html`<tr>
          <td class="soft" valign="top" style="${STYLES.factLabel}">${label}</td>
          <td class="soft" style="${STYLES.factValue}">${value}</td>
        </tr> `,
    ),
    html` class="rule" style="${STYLES.facts}"`,
  );
