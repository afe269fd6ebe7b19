/** The detail of an S3 "Object Created" event on EventBridge, as far as it concerns us. Keys are as they are: never decode them. */
export interface ObjectCreated {
  bucket: { name: string };
  object: {
    key: string;
    /** Bytes as stored. */
    size: number;
    etag: string;
    /** Only where the bucket has versions. */
    'version-id'?: string;
    /** Orders the events of one key; tells uploads apart where there are no versions. */
    sequencer: string;
  };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Takes the detail of an event for what S3 sends; null where it is not. */
export function objectCreatedOf(detail: Record<string, unknown>): ObjectCreated | null {
  const { bucket, object } = detail as {
    bucket?: Partial<ObjectCreated['bucket']> | null;
    object?: Partial<ObjectCreated['object']> | null;
  };
  const { key, size, etag, sequencer, 'version-id': version = sequencer } = object ?? {};
  const complete = [bucket?.name, key, etag, version].every(isText) && Number.isSafeInteger(size);
  return complete ? (detail as unknown as ObjectCreated) : null;
}

/** Whether an object is a customer file. The rule matches the prefix; only the code can judge the ending too. */
export function isCustomerFile(key: string, incomingPrefix: string): boolean {
  return key.startsWith(incomingPrefix) && /\.csv(?:\.gz)?$/i.test(key);
}
