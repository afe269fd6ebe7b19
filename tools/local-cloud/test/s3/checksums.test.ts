import { base64Of, hexOf, startDigest } from '../../src/s3/body/checksums';

/** The check values of the CRC catalogue, and the digests of `md5sum`, `sha1sum` and `sha256sum`, for `123456789`. */
const REFERENCE = [
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['md5', '25f9e794323b453885f5181f1b624d0b'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const;

describe.each(REFERENCE)('the %s checksum', (algorithm, expected) => {
  it('has the reference value, in however many pieces the bytes arrive', async () => {
    const whole = startDigest(algorithm);
    whole.update(Buffer.from('123456789'));
    expect(await hexOf(whole)).toBe(expected);
    const pieces = startDigest(algorithm);
    for (const piece of ['1', '2345', '6789']) pieces.update(Buffer.from(piece));
    expect(await base64Of(pieces)).toBe(Buffer.from(expected, 'hex').toString('base64'));
  });
});
