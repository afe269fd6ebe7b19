import { statSync } from 'node:fs';
import type { EventEnvelope } from '../local-cloud-event';
import type { FunctionSettings } from '../lambda/function-settings';
import { chunks } from './chunks';
import { type FolderCounts, type FunctionCounts, noUsage, type UsageCounts } from './counts';
import type { InvocationTime } from './meter';

/** How an event fared on its bus. */
export interface EventUsage {
  /** Of the whole envelope; EventBridge counts a little less. */
  bytes: number;
  deliveries: number;
  /** Archives that keep it. */
  archives: number;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Counts what AWS would bill, from the start of the cloud on; whoever wants to know of a time takes the difference of two readings. */
export class Usage {
  private readonly counts = noUsage();
  private readonly logs = new Map<string, string>();

  /** A request that S3 has answered. */
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

  /** A request that SQS has answered. */
  sqs(kind: keyof UsageCounts['sqs'], bytes: number): void {
    this.counts.sqs[kind] += chunks(bytes);
  }

  event({ source, 'replay-name': replay }: EventEnvelope, { bytes, deliveries, archives }: EventUsage): void {
    const { events } = this.counts;
    if (replay !== undefined) events.replayed += chunks(bytes);
    else if (source.startsWith('aws.')) events.fromAws++;
    else events.custom += chunks(bytes);
    events.archived += archives;
    events.archivedBytes += archives * bytes;
    events.deliveries += deliveries;
  }

  /** A process of a function is to get its first event. */
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

  /** A request for parameters. @param decryptions of SecureStrings, each a request to KMS */
  ssm(decryptions: number): void {
    const { ssm } = this.counts;
    ssm.requests++;
    ssm.decryptions += decryptions;
  }

  email(): void {
    this.counts.ses.emails++;
  }

  /** Everything so far. */
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
