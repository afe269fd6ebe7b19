/** The detail of an S3 "Object Created" event on EventBridge, as far as it concerns us. Keys are as they are: never decode them. */
export interface ObjectCreated {
  bucket: { name: string };
  object: { key: string; size?: number; etag?: string; 'version-id'?: string; sequencer?: string };
}

/** Whether an object is a customer file. The rule matches the prefix; only the code can judge the ending too. */
export function isCustomerFile(key: string, incomingPrefix: string): boolean {
  return key.startsWith(incomingPrefix) && /\.csv(?:\.gz)?$/i.test(key) && !key.endsWith('/');
}
