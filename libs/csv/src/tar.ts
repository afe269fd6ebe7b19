/** The header of a tar archive's first entry. */
const HEADER_BYTES = 512;
const CHECKSUM = { from: 148, to: 156 };
const SPACE = 0x20;

/** Whether these are the first bytes of a tar archive, of any variant: the checksum of its first header is right. */
export function isTar(head: Buffer): boolean {
  if (head.length < HEADER_BYTES) return false;
  const written = /^[ \0]*([0-7]{1,7})[ \0]*$/.exec(head.toString('latin1', CHECKSUM.from, CHECKSUM.to));
  if (!written) return false;
  let sum = 0;
  for (let i = 0; i < HEADER_BYTES; i++) sum += i >= CHECKSUM.from && i < CHECKSUM.to ? SPACE : head[i]!;
  return sum === Number.parseInt(written[1]!, 8);
}
