import { AS_IT_STANDS } from '@customer-files/part-format';
import { ALPHANUMERIC, KIND } from '../ascii';
import { type CellRule, FALLBACK, fault } from '../cell-rule';

const MAX_LENGTH = 254;
const MAX_LOCAL = 64;
const MAX_LABEL = 63;
const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;

/** The WHATWG pattern of `<input type=email>`, in its two halves; each is linear on text of bounded length. */
const LOCAL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

const invalid = (message: string) => fault('EMAIL_INVALID', message);

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

/** The WHATWG pattern with a dotted domain, and the lengths of RFC 5321. */
export const email: CellRule<'email'> = {
  required: 'EMAIL_REQUIRED',

  validate(text) {
    if (text.length > MAX_LENGTH)
      return invalid(`email has ${text.length} characters; at most ${MAX_LENGTH} are allowed`);
    const at = text.indexOf('@');
    if (at < 0) return invalid('email has no @; write it like name@example.com');
    const local = text.slice(0, at);
    const labels = text.slice(at + 1).split('.');
    if (local === '') return invalid('email has nothing before the @; write it like name@example.com');
    if (local.length > MAX_LOCAL)
      return invalid(`email has ${local.length} characters before the @; at most ${MAX_LOCAL} are allowed`);
    if (/^\.|\.$|\.\./.test(local))
      return invalid('email has a leading, trailing or double dot before the @; remove it');
    if (!LOCAL.test(local))
      return invalid(
        'email has a character before the @ that an address cannot have, such as a space or an accent; remove it',
      );
    if (labels.length < 2) return invalid('email has a domain without a dot; it is written like example.com');
    if (!labels.every((label) => LABEL.test(label)))
      return invalid('email has a domain that is not valid; it is written like example.com');
    return { value: text };
  },

  fastPath(bytes, from, to) {
    if (to - from > MAX_LENGTH) return FALLBACK;
    const at = acceptsLocal(bytes, from, to);
    return at > 0 && acceptsDomain(bytes, at + 1, to) ? AS_IT_STANDS : FALLBACK;
  },
};
