/** What AWS would bill for one function. */
export interface FunctionCounts {
  /** MB. */
  memorySize: number;
  invocations: number;
  /** Waiting and computing, each invocation rounded up to a whole millisecond, as it is billed. */
  milliseconds: number;
  /** Computing alone, on a whole core of this machine; a function of AWS has a share of one. */
  processorMilliseconds: number;
  /** Processes that were started for an invocation: cold starts. */
  starts: number;
  /** Computing of the starts, from the process's beginning to its first event. */
  startProcessorMilliseconds: number;
  /** What the function has written, since its log was begun. */
  logBytes: number;
}

/** Requests to one folder of a bucket. */
export interface FolderCounts {
  /** PUT, COPY, POST and LIST. */
  writes: number;
  /** GET, HEAD and everything else. */
  reads: number;
  /** DELETE and the end of an upload that is given up, which cost nothing. */
  free: number;
  bytesIn: number;
  bytesOut: number;
}

/** What AWS would bill, or would need to know for a bill. */
export interface UsageCounts {
  /** By bucket and first folder of the key. */
  s3: Record<string, FolderCounts>;
  /** Requests; one of more than 64 KB is several. */
  sqs: {
    sends: number;
    /** That brought messages. */
    receives: number;
    /** Polls of a queue that had nothing: they go with the time that passes, not with rows. */
    emptyReceives: number;
    deletes: number;
    visibilityChanges: number;
    others: number;
  };
  events: {
    /** Put by PutEvents; one of more than 64 KB is several. */
    custom: number;
    /** Of AWS's own services, which cost nothing. */
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
    /** SecureStrings that were asked for with decryption, each a request to KMS. */
    decryptions: number;
  };
  ses: { emails: number };
}

/** Nothing yet. */
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
