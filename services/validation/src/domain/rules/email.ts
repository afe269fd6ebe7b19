import { AS_IT_STANDS } from '@customer-files/part-format';
import { ALPHANUMERIC, KIND } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';
import { describedAll } from '../messages/characters';
import { oddText } from '../messages/oddities';

/** The most characters of an address. */
export const MAX_EMAIL = 254;
const MAX_LOCAL = 64;
const MAX_LABEL = 63;
const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const APOSTROPHE = 0x27;

/** The WHATWG pattern of `<input type=email>`, in its two halves; each is linear on text of bounded length. */
const LOCAL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

const invalid = (message: string) => fault('EMAIL_INVALID', message);

/** Why an address is not written as addresses are. */
function explain(text: string) {
  const odd = oddText(text, true);
  if (odd) return invalid(`email ${odd}`);
  const at = text.indexOf('@');
  if (at < 0) return invalid('email has no @; write it like name@example.com');
  if (/@.*[,;\s].*@/s.test(text)) return invalid('email holds more than one address; keep one');
  if (/^mailto:/i.test(text) || /<.*@.*>/s.test(text))
    return invalid('email holds more than an address; write it like name@example.com');
  const before = describedAll(text.slice(0, at), /[^a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]/gu);
  if (before) return invalid(`email has ${before} before the @, which an address cannot have; remove it`);
  // Neither is longer than an address may be, so all of it is searched.
  const behind = describedAll(text.slice(at + 1), /[^a-zA-Z0-9.-]/gu)!;
  return invalid(`email has ${behind} behind the @, which a domain cannot have; remove it`);
}

/** Accepts letters, digits and marks, with single dots between them. Returns the position of the `@`, or -1. */
function acceptsLocal(bytes: Uint8Array, from: number, to: number): number {
  let afterDot = true;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (KIND[byte] !== 0) afterDot = false;
    else if (byte === AT) return afterDot || i - from > MAX_LOCAL ? -1 : i;
    else if (byte !== DOT || afterDot) return -1;
    else afterDot = true;
  }
  return -1;
}

/** Accepts two labels or more, none of which begins or ends with a hyphen. */
function acceptsDomain(bytes: Uint8Array, from: number, to: number): boolean {
  let label = from;
  let labels = 0;
  for (let i = from; i <= to; i++) {
    const byte = i < to ? bytes[i]! : DOT;
    if (byte === DOT) {
      if (i === label || i - label > MAX_LABEL || bytes[label] === HYPHEN || bytes[i - 1] === HYPHEN) return false;
      label = i + 1;
      labels++;
    } else if ((KIND[byte]! & ALPHANUMERIC) === 0 && byte !== HYPHEN) return false;
  }
  return labels >= 2;
}

/**
 * The WHATWG pattern with a dotted domain, and the lengths of RFC 5321. No apostrophe at the beginning: it is a spreadsheet's
 * mark of text, or the guard of a rejects file whose added columns were removed.
 */
export const email: CellRule<'email'> = {
  required: 'EMAIL_REQUIRED',

  validate(text) {
    if (text.length > MAX_EMAIL)
      return invalid(`email has ${text.length} characters; at most ${MAX_EMAIL} are allowed`);
    if (text.startsWith("'")) return explain(text);
    const at = text.indexOf('@');
    if (at < 0) return explain(text);
    const local = text.slice(0, at);
    const labels = text.slice(at + 1).split('.');
    if (local === '') return invalid('email has nothing before the @; write it like name@example.com');
    if (local.length > MAX_LOCAL)
      return invalid(`email has ${local.length} characters before the @; at most ${MAX_LOCAL} are allowed`);
    if (/^\.|\.$|\.\./.test(local))
      return invalid('email has a leading, trailing or double dot before the @; remove it');
    if (!LOCAL.test(local)) return explain(text);
    if (!/^[a-zA-Z0-9.-]*$/.test(labels.join('.'))) return explain(text);
    if (labels.length < 2) return invalid('email has a domain without a dot; it is written like example.com');
    if (!labels.every((label) => LABEL.test(label)))
      return invalid('email has a domain that is not valid; it is written like example.com');
    return { value: text };
  },

  fastPath(bytes, from, to) {
    if (to - from > MAX_EMAIL || bytes[from] === APOSTROPHE) return FALLBACK;
    const at = acceptsLocal(bytes, from, to);
    return at > 0 && acceptsDomain(bytes, at + 1, to) ? AS_IT_STANDS : FALLBACK;
  },
};
