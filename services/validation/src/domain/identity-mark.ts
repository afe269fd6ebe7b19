import { MAX_EMAIL } from './rules/email';

/** A constant factor for each position of an address: random numbers, the same in every attempt at a file. */
const FACTORS = new Uint32Array(MAX_EMAIL);
for (let i = 0, state = 0x9e3779b9; i < MAX_EMAIL; i++) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  FACTORS[i] = state | 1;
}

/**
 * 16 bits of a customer_id and 16 of an email, which tell whether those of two rows differ: in a message, where one wrong
 * answer among 65,536 is as good as none. Keeping the values themselves would multiply the memory of the duplicates check.
 */
export type IdentityMark = number;

const marked = (low: number, high: number, email: number): IdentityMark =>
  ((Math.imul(low, 0x9e3779b1) + Math.imul(high, 0x85ebca77)) & 0xffff0000) | (email >>> 16);

/** The mark of a row by its cells. @param email valid, so all of it is ASCII */
export function identityMark(customerId: bigint, email: string): IdentityMark {
  let sum = 0;
  for (let i = 0; i < email.length; i++) sum = (sum + Math.imul(email.charCodeAt(i), FACTORS[i]!)) | 0;
  return marked(Number(customerId & 0xffffffffn) | 0, Number(customerId >> 32n), sum);
}

/** {@link identityMark} of an email `bytes[from, to)`. @param customerId below 2^53 */
export function identityMarkOfBytes(customerId: number, bytes: Uint8Array, from: number, to: number): IdentityMark {
  let sum = 0;
  for (let i = from; i < to; i++) sum = (sum + Math.imul(bytes[i]!, FACTORS[i - from]!)) | 0;
  return marked(customerId | 0, Math.floor(customerId / 0x100000000), sum);
}

/** Whether customer_id and email of two rows differ, by their marks. */
export function differences(one: IdentityMark, other: IdentityMark): { customerId: boolean; email: boolean } {
  const differing = one ^ other;
  return { customerId: differing >>> 16 !== 0, email: (differing & 0xffff) !== 0 };
}
