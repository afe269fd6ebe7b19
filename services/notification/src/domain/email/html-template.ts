import { oneLine } from '@customer-files/format';

/** Markup that is safe to send; only {@link html} makes it. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }

  /** Fills the values in between the literal parts of a template. */
  static fill(literals: readonly string[], values: readonly Value[]): Html {
    return new Html(literals.reduce((markup, literal, i) => `${markup}${markupOf(values[i - 1]!)}${literal}`));
  }
}

/** What a template can hold. A boolean, so that `condition && html...` can stand in it, renders as nothing. */
export type Value = string | number | boolean | Html | readonly Value[];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string): string => oneLine(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);

function markupOf(value: Value): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(markupOf).join('');
  return typeof value === 'boolean' ? '' : escape(String(value));
}

/**
 * Template tag for HTML. Text is escaped, and made one line without control or bidirectional characters; markup that
 * this tag made is not escaped again; the items of a list follow each other. Values may stand in text and in quoted
 * attributes.
 *
 * @example html`<p title="${title}">${isLate && html`<b>late</b>`} ${lines.map((line) => html`${line}<br>`)}</p>`
 */
export const html = (literals: TemplateStringsArray, ...values: readonly Value[]): Html => Html.fill(literals, values);
