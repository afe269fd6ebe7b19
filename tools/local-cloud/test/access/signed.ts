import type { AccessKey } from '../../src/access/access-keys';

/** Returns the headers of a request with an access key. The embedded cloud does not verify the signature. */
export const signed = ({ accessKeyId, sessionToken }: AccessKey): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261125/eu-west-1/any/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-security-token': sessionToken,
});
