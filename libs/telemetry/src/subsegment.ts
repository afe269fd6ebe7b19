import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { sendToDaemon } from './daemon';
import { type TraceContext, traceContext } from './trace-context';

/** What X-Ray shows of a subsegment beside its name and its times. Never an error's message: it may have customer data. */
export interface SubsegmentFields {
  /** Traces are found by them. */
  annotations?: Record<string, string>;
  namespace?: 'aws';
  aws?: { operation: string; request_id?: string | undefined };
  http?: { response: { status: number } };
  /** The caller's mistake (4xx), and any other failure. */
  error?: boolean;
  fault?: boolean;
}

/** A subsegment in progress. */
export interface Subsegment {
  /** Adds to what is reported at the end. */
  report: (fields: SubsegmentFields) => void;
  /** The tracing header for calls that belong to it; null where nothing is traced. */
  header: string | null;
}

const UNTRACED: Subsegment = { report: () => undefined, header: null };

/** The id of the subsegment that the running code belongs to. */
const current = new AsyncLocalStorage<string>();

/** X-Ray takes no other characters in a name, and no longer one. */
const nameOf = (name: string): string => name.replace(/[^\p{L}\p{N} _.:/%&#=+\\\-@]/gu, '').slice(0, 200) || 'unnamed';

/**
 * Runs work as a subsegment of the invocation's trace, or of the subsegment around it. Where the invocation is not sampled, it
 * runs the work and nothing else.
 *
 * @throws what the work throws; the subsegment is reported as a fault
 */
export function subsegment<Result>(name: string, work: (segment: Subsegment) => Promise<Result>): Promise<Result> {
  const trace = traceContext();
  return trace ? traced(trace, nameOf(name), work) : work(UNTRACED);
}

async function traced<Result>(
  { traceId, segmentId }: TraceContext,
  name: string,
  work: (segment: Subsegment) => Promise<Result>,
): Promise<Result> {
  const id = randomBytes(8).toString('hex');
  const parent = current.getStore() ?? segmentId;
  const started = Date.now() / 1000;
  const fields: SubsegmentFields = {};
  const segment: Subsegment = {
    report: (more) => void Object.assign(fields, more),
    header: `Root=${traceId};Parent=${id};Sampled=1`,
  };
  try {
    return await current.run(id, () => work(segment));
  } catch (error) {
    if (!fields.error) fields.fault = true;
    throw error;
  } finally {
    await sendToDaemon({
      name,
      id,
      trace_id: traceId,
      parent_id: parent,
      type: 'subsegment',
      start_time: started,
      end_time: Date.now() / 1000,
      ...fields,
    });
  }
}
