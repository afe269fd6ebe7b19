import fc from 'fast-check';
import { html } from '../src/domain/email/html-template';

describe('the html template tag', () => {
  it('escapes text in elements and in attributes', () => {
    const text = `<b title='x' id="y">&`;
    const escaped = '&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;';
    expect(String(html`<p>${text}</p>`)).toBe(`<p>${escaped}</p>`);
    expect(String(html`<a href="${text}">x</a>`)).toBe(`<a href="${escaped}">x</a>`);
  });

  it('never lets text open a tag, end an attribute or change the direction of text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [, inner] = /^<p title="(.*)"><\/p>$/.exec(String(html`<p title="${text}"></p>`))!;
        expect(inner).not.toMatch(/[<>"'\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(inner).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  it('does not escape nested templates and lists of them again', () => {
    const lines = ['a & b', '<c>'].map((text) => html`<b>${text}</b>`);
    expect(String(html`<p>${lines}</p>`)).toBe('<p><b>a &amp; b</b><b>&lt;c&gt;</b></p>');
    expect(String(html`<div>${html`<p>${html`<b>${'&'}</b>`}</p>`}</div>`)).toBe('<div><p><b>&amp;</b></p></div>');
  });

  it('escapes text in a list, each item by itself', () => {
    expect(String(html`${['<', [1, '>']]}`)).toBe('&lt;1&gt;');
  });

  it('refuses an object that only looks like markup', () => {
    const fake = { toString: () => '<script>' } as unknown as string;
    expect(() => String(html`${fake}`)).toThrow(TypeError);
  });

  it('renders a condition that does not hold as nothing, and zero as a number', () => {
    const isLate = (): boolean => false;
    expect(String(html`<p>${isLate() && html`<b>late</b>`}${0}</p>`)).toBe('<p>0</p>');
  });
});
