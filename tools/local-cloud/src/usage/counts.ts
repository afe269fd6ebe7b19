/** What AWS would bill for one function. */
export interface FunctionCounts {
  /** MB. */
  memorySize: number;
  invocations: number;
  /** Billed duration: each invocation rounded up to a whole millisecond. */
  milliseconds: number;
  /** Processor time on a whole core of this machine; on AWS a function has a share of a core. */
  processorMilliseconds: number;
  /** Cold starts: processes that were started for an invocation. */
  starts: number;
  /** Processor time of the cold starts, from the start of the process to its first event. */
  startProcessorMilliseconds: number;
  /** Bytes of the function's log file. */
  logBytes: number;
}

/** Requests to one folder of a bucket. */
export interface FolderCounts {
  /** PUT, COPY, POST and LIST. */
  writes: number;
  /** GET, HEAD and everything else. */
  reads: number;
  /** DELETE and AbortMultipartUpload, which cost nothing. */
  free: number;
  bytesIn: number;
  bytesOut: number;
}

/** What AWS would bill, and what a bill is computed from. */
export interface UsageCounts {
  /** By bucket and first folder of the key. */
  s3: Record<string, FolderCounts>;
  /** Requests; one request for each 64 KB. */
  sqs: {
    sends: number;
    /** ReceiveMessage calls that returned messages. */
    receives: number;
    /** ReceiveMessage calls that returned nothing: their number depends on time, not on rows. */
    emptyReceives: number;
    deletes: number;
    visibilityChanges: number;
    others: number;
  };
  events: {
    /** Events of PutEvents; one for each 64 KB. */
    custom: number;
    /** Events of AWS services, which cost nothing. */
    fromAws: number;
    replayed: number;
    archived: number;
    archivedBytes: number;
    deliveries: number;
  };
  /** By name. */
  lambda: Record<string, FunctionCounts>;
  ssm: {
    requests: number;
    /** SecureStrings that were read with decryption, each a request to KMS. */
    decryptions: number;
  };
  ses: { emails: number };
}

/** Returns counts of zero. */
export function noUsage(): UsageCounts {
  return {
    s3: {},
    sqs: { sends: 0, receives: 0, emptyReceives: 0, deletes: 0, visibilityChanges: 0, others: 0 },
    events: { custom: 0, fromAws: 0, replayed: 0, archived: 0, archivedBytes: 0, deliveries: 0 },
    lambda: {},
    ssm: { requests: 0, decryptions: 0 },
    ses: { emails: 0 },
  };
}
