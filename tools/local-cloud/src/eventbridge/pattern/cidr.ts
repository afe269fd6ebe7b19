import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { PatternInvalid, textOf, type ValueTest } from './value-test';

type Family = 'ipv4' | 'ipv6';

/** AWS does not accept IPv6 addresses with an IPv4 part or a zone. */
const ACCEPTED_IPV6 = /^[0-9a-f:]+$/i;

function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) && ACCEPTED_IPV6.test(address) ? 'ipv6' : undefined;
}

const within =
  (list: BlockList): ValueTest =>
  (value) => {
    const family = typeof value === 'string' ? familyOf(value) : undefined;
    return family !== undefined && list.check(value as string, family);
  };

/** Returns a test that accepts an address in every notation, or undefined if the text is not an address. */
export function sameAddress(text: string): ValueTest | undefined {
  const family = familyOf(text);
  if (!family) return undefined;
  const list = new BlockList();
  list.addAddress(text, family);
  return within(list);
}

function maskOf(text: string, family: Family): number {
  if (!/^-?\d+$/.test(text)) throw new PatternInvalid('Malformed CIDR, mask bits must be an integer');
  const bits = Number(text);
  if (bits < 0) throw new PatternInvalid('Malformed CIDR, mask bits must not be negative');
  if (family === 'ipv4' && bits > 31) throw new PatternInvalid('IPv4 mask bits must be < 32');
  if (bits > 127) throw new PatternInvalid('IPv6 mask bits must be < 128');
  return bits;
}

/** `cidr`, such as `10.0.0.0/8` or `2001:db8::/32`: accepts the addresses of the range, as text. */
export function cidr(argument: unknown): ValueTest {
  const [address = '', mask, ...more] = textOf('cidr', argument).split('/');
  if (mask === undefined || more.length > 0) throw new PatternInvalid("Malformed CIDR, one '/' required");
  const family = familyOf(address);
  if (!family) throw new PatternInvalid(`Invalid IP address: ${address}`);
  const list = new BlockList();
  list.addSubnet(address, maskOf(mask, family), family);
  return within(list);
}
