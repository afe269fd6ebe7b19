import { statSync } from 'node:fs';
import type { EventEnvelope } from '../local-cloud-event';
import type { FunctionSettings } from '../lambda/function-settings';
import { type FolderCounts, type FunctionCounts, noUsage, type UsageCounts } from './counts';
import type { InvocationTime } from './function-meter';

/** What AWS bills for an event. */
interface EventUsage {
  /** Size of the whole envelope; EventBridge counts a little less. */
  bytes: number;
  deliveries: number;
  /** Number of archives that store the event. */
  archives: number;
}

const CHUNK_BYTES = 64 * 1024;

/** Returns how often AWS bills a request of SQS or an event of EventBridge: once for each 64 KB or part of it. */
const chunksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / CHUNK_BYTES));

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Counts what AWS would bill since the start of the cloud. The usage of a period is the difference of two readings. */
export class Usage {
  private readonly counts = noUsage();
  private readonly logs = new Map<string, string>();

  /** Counts a request that S3 has answered. */
  s3(
    folder: string,
    kind: 'writes' | 'reads' | 'free',
    { bytesIn, bytesOut }: Pick<FolderCounts, 'bytesIn' | 'bytesOut'>,
  ): void {
    const counts = (this.counts.s3[folder] ??= { writes: 0, reads: 0, free: 0, bytesIn: 0, bytesOut: 0 });
    counts[kind]++;
    counts.bytesIn += bytesIn;
    counts.bytesOut += bytesOut;
  }

  /** Counts a request that SQS has answered. */
  sqs(kind: keyof UsageCounts['sqs'], bytes: number): void {
    this.counts.sqs[kind] += chunksOf(bytes);
  }

  event({ source, 'replay-name': replay }: EventEnvelope, { bytes, deliveries, archives }: EventUsage): void {
    const { events } = this.counts;
    if (replay !== undefined) events.replayed += chunksOf(bytes);
    else if (source.startsWith('aws.')) events.fromAws++;
    else events.custom += chunksOf(bytes);
    events.archived += archives;
    events.archivedBytes += archives * bytes;
    events.deliveries += deliveries;
  }

  /** Counts a cold start. */
  start(settings: FunctionSettings, processorMilliseconds: number): void {
    const counts = this.function(settings);
    counts.starts++;
    counts.startProcessorMilliseconds += processorMilliseconds;
  }

  invocation(settings: FunctionSettings, { milliseconds, processorMilliseconds }: InvocationTime): void {
    const counts = this.function(settings);
    counts.invocations++;
    counts.milliseconds += Math.ceil(milliseconds);
    counts.processorMilliseconds += processorMilliseconds;
  }

  /** Counts a request for parameters. @param decryptions of SecureStrings, each a request to KMS */
  ssm(decryptions: number): void {
    const { ssm } = this.counts;
    ssm.requests++;
    ssm.decryptions += decryptions;
  }

  email(): void {
    this.counts.ses.emails++;
  }

  /** Returns all counts. */
  read(): UsageCounts {
    for (const [name, file] of this.logs) this.counts.lambda[name]!.logBytes = sizeOf(file);
    return this.counts;
  }

  private function({ name, memorySize, logFile }: FunctionSettings): FunctionCounts {
    this.logs.set(name, logFile);
    return (this.counts.lambda[name] ??= {
      memorySize,
      invocations: 0,
      milliseconds: 0,
      processorMilliseconds: 0,
      starts: 0,
      startProcessorMilliseconds: 0,
      logBytes: 0,
    });
  }
}
