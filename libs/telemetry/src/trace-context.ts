/** The sampled trace that an invocation belongs to. */
export interface TraceContext {
  traceId: string;
  /** The segment that Lambda makes of the invocation. */
  segmentId: string;
}

/**
 * Reads the tracing header that Lambda puts into the environment for each invocation.
 *
 * @returns null where X-Ray does not sample this invocation, and outside of Lambda
 */
export function traceContext(): TraceContext | null {
  const fields = new Map(
    (process.env._X_AMZN_TRACE_ID ?? '').split(';').map((field) => field.split('=', 2) as [string, string]),
  );
  const [traceId, segmentId] = [fields.get('Root'), fields.get('Parent')];
  return traceId && segmentId && fields.get('Sampled') === '1' ? { traceId, segmentId } : null;
}
